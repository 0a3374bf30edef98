//! Tests of the room through its doors, with values computed by hand or by another method.

mod brute_force;
mod change;
mod contributions;
mod distances;
mod explain;
mod fixture;
mod improvements;
mod methods;
mod movers;
mod naive;
mod plan;
mod robustness;
mod scores;
mod sensitivity;
mod speed;
mod uncertainty;
mod what_if;
