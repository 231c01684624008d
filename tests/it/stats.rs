//! Figures: those the program prints agree, to the last digit, with a plain recomputation from its own log.

mod agree;
mod naive;
mod road;
mod screens;
