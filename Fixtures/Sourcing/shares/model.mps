* sourcing-problem/1 as a flat model, amounts in EUR
* s1 S1
* s2 S2
* i1 I1
* l1 L1
* o1 O1
* o2 O2
NAME sourcing-problem FREE
ROWS
 N cost
 E goods_o1
 E goods_o2
 L share1_max
 E line_l1
 L supply_o1
 L supply_o2
COLUMNS
 g_o1 cost 1
 g_o1 goods_o1 1
 MARKER0 'MARKER' 'INTORG'
 n_o1_b1 goods_o1 -30
 n_o1_b1 share1_max 20
 n_o1_b1 supply_o1 -10
 MARKER1 'MARKER' 'INTEND'
 g_o2 cost 1
 g_o2 goods_o2 1
 MARKER2 'MARKER' 'INTORG'
 n_o2_b1 goods_o2 -35
 n_o2_b1 share1_max -30
 n_o2_b1 supply_o2 -10
 MARKER3 'MARKER' 'INTEND'
 u_l1 cost 20
 u_l1 line_l1 1
 x_l1_o1_t1 line_l1 1
 x_l1_o1_t1 supply_o1 1
 x_l1_o2_t1 line_l1 1
 x_l1_o2_t1 supply_o2 1
RHS
 RHS share1_max 49
 RHS line_l1 100
BOUNDS
 UP BND n_o1_b1 43
 UP BND n_o2_b1 43
 UP BND u_l1 100
 UP BND x_l1_o1_t1 100
 UP BND x_l1_o2_t1 100
ENDATA
