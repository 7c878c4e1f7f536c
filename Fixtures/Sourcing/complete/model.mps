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
 E line_l1
 L level_l1_h1
 L level_l1_h2
 L onelevel_l1
 E above_l1_h1
 L above_l1_h2
 L supply_o1
 L supply_o2
COLUMNS
 g_o1 cost 1
 g_o1 goods_o1 1
 MARKER0 'MARKER' 'INTORG'
 n_o1_b1 goods_o1 -3
 n_o1_b1 supply_o1 -1
 MARKER1 'MARKER' 'INTEND'
 g_o2 cost 1
 g_o2 goods_o2 1
 MARKER2 'MARKER' 'INTORG'
 n_o2_b1 goods_o2 -4.6
 n_o2_b1 supply_o2 -1
 MARKER3 'MARKER' 'INTEND'
 u_l1 cost 7
 u_l1 line_l1 1
 x_l1_o1_t1 line_l1 1
 x_l1_o1_t1 above_l1_h1 1
 x_l1_o1_t1 above_l1_h2 1
 x_l1_o1_t1 supply_o1 1
 x_l1_o2_t1 line_l1 1
 x_l1_o2_t1 above_l1_h1 1
 x_l1_o2_t1 supply_o2 1
 MARKER4 'MARKER' 'INTORG'
 z_l1_h1 level_l1_h1 -10
 z_l1_h1 onelevel_l1 1
 MARKER5 'MARKER' 'INTEND'
 w_l1_h1 level_l1_h1 1
 w_l1_h1 above_l1_h1 -1
 MARKER6 'MARKER' 'INTORG'
 z_l1_h2 level_l1_h2 -10
 z_l1_h2 onelevel_l1 1
 MARKER7 'MARKER' 'INTEND'
 w_l1_h2 cost 2
 w_l1_h2 level_l1_h2 1
 w_l1_h2 above_l1_h1 -1
 w_l1_h2 above_l1_h2 -1
RHS
 RHS line_l1 10
 RHS onelevel_l1 1
BOUNDS
 UP BND n_o1_b1 12
 UP BND n_o2_b1 6
 UP BND u_l1 10
 UP BND x_l1_o1_t1 10
 UP BND x_l1_o2_t1 10
 BV BND z_l1_h1
 BV BND z_l1_h2
ENDATA
