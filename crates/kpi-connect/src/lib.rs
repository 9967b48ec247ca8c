//! kpi-connect
