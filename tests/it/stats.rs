//! Figures: those the program prints agree, to the last digit, with a plain recomputation from its own log.

mod agree;
mod home;
mod naive;
mod page;
mod road;
mod screens;
