//! kpi-model
