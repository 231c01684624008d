apple = 3
