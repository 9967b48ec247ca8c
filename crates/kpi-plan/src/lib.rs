//! kpi-plan
