banana
total = prices.apple * 2
