* sourcing-problem/1 as a flat model, amounts in EUR
* s1 S1
* s2 S2
* i1 I1
* l1 L1
* l2 L2
* o1 O1
* o2 O2
NAME sourcing-problem FREE
ROWS
 N cost
 E goods_o1
 E goods_o2
 E line_l1
 E line_l2
 L supply_o1
 L tranche_o1_t1
 L supply_o2
COLUMNS
 g_o1 cost 1
 g_o1 goods_o1 1
 MARKER0 'MARKER' 'INTORG'
 n_o1_b1 goods_o1 -2
 n_o1_b1 supply_o1 -1
 MARKER1 'MARKER' 'INTEND'
 g_o2 cost 1
 g_o2 goods_o2 1
 MARKER2 'MARKER' 'INTORG'
 n_o2_b1 goods_o2 -8
 n_o2_b1 supply_o2 -1
 MARKER3 'MARKER' 'INTEND'
 u_l1 cost 20
 u_l1 line_l1 1
 x_l1_o1_t1 line_l1 1
 x_l1_o1_t1 supply_o1 1
 x_l1_o1_t1 tranche_o1_t1 1
 x_l1_o1_t2 cost 18
 x_l1_o1_t2 line_l1 1
 x_l1_o1_t2 supply_o1 1
 x_l1_o2_t1 cost 3
 x_l1_o2_t1 line_l1 1
 x_l1_o2_t1 supply_o2 1
 u_l2 cost 20
 u_l2 line_l2 1
 x_l2_o1_t1 line_l2 1
 x_l2_o1_t1 supply_o1 1
 x_l2_o1_t1 tranche_o1_t1 1
 x_l2_o1_t2 cost 5
 x_l2_o1_t2 line_l2 1
 x_l2_o1_t2 supply_o1 1
 x_l2_o2_t1 line_l2 1
 x_l2_o2_t1 supply_o2 1
RHS
 RHS line_l1 4
 RHS line_l2 6
 RHS tranche_o1_t1 5
BOUNDS
 UP BND n_o1_b1 17
 UP BND n_o2_b1 12
 UP BND u_l1 4
 UP BND x_l1_o1_t1 4
 UP BND x_l1_o1_t2 4
 UP BND x_l1_o2_t1 4
 UP BND u_l2 6
 UP BND x_l2_o1_t1 5
 UP BND x_l2_o1_t2 6
 UP BND x_l2_o2_t1 6
ENDATA
