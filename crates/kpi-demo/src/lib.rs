//! kpi-demo
