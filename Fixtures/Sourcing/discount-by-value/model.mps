* sourcing-problem/1 as a flat model, amounts in EUR
* s1 S1
* i1 I1
* i2 I2
* l1 L1
* l2 L2
* o1 O1
* o2 O2
NAME sourcing-problem FREE
ROWS
 N cost
 E goods_o1
 E goods_o2
 E value_s1
 L stepto_s1_k0
 L stepto_s1_k1
 G stepfrom_s1_k1
 L stepto_s1_k2
 G stepfrom_s1_k2
 E onestep_s1
 E stepvalues_s1
 E line_l1
 E line_l2
 L supply_o1
 L supply_o2
COLUMNS
 g_o1 cost 1
 g_o1 goods_o1 1
 g_o1 value_s1 -1
 MARKER0 'MARKER' 'INTORG'
 n_o1_b1 goods_o1 -12.345678
 n_o1_b1 supply_o1 -1
 MARKER1 'MARKER' 'INTEND'
 g_o2 cost 1
 g_o2 goods_o2 1
 g_o2 value_s1 -1
 MARKER2 'MARKER' 'INTORG'
 n_o2_b1 goods_o2 -15
 n_o2_b1 supply_o2 -1
 MARKER3 'MARKER' 'INTEND'
 v_s1 value_s1 1
 v_s1 stepvalues_s1 -1
 MARKER4 'MARKER' 'INTORG'
 d_s1_k0 stepto_s1_k0 -100
 d_s1_k0 onestep_s1 1
 MARKER5 'MARKER' 'INTEND'
 h_s1_k0 stepto_s1_k0 1
 h_s1_k0 stepvalues_s1 1
 MARKER6 'MARKER' 'INTORG'
 d_s1_k1 stepto_s1_k1 -200
 d_s1_k1 stepfrom_s1_k1 -100
 d_s1_k1 onestep_s1 1
 MARKER7 'MARKER' 'INTEND'
 h_s1_k1 cost -0.05
 h_s1_k1 stepto_s1_k1 1
 h_s1_k1 stepfrom_s1_k1 1
 h_s1_k1 stepvalues_s1 1
 MARKER8 'MARKER' 'INTORG'
 d_s1_k2 stepto_s1_k2 -474.567884
 d_s1_k2 stepfrom_s1_k2 -200
 d_s1_k2 onestep_s1 1
 MARKER9 'MARKER' 'INTEND'
 h_s1_k2 cost -0.12
 h_s1_k2 stepto_s1_k2 1
 h_s1_k2 stepfrom_s1_k2 1
 h_s1_k2 stepvalues_s1 1
 u_l1 cost 40
 u_l1 line_l1 1
 x_l1_o1_t1 line_l1 1
 x_l1_o1_t1 supply_o1 1
 u_l2 cost 40
 u_l2 line_l2 1
 x_l2_o2_t1 line_l2 1
 x_l2_o2_t1 supply_o2 1
RHS
 RHS onestep_s1 1
 RHS line_l1 10
 RHS line_l2 5
BOUNDS
 UP BND n_o1_b1 19
 UP BND n_o2_b1 16
 UP BND v_s1 474.567884
 BV BND d_s1_k0
 BV BND d_s1_k1
 BV BND d_s1_k2
 UP BND u_l1 10
 UP BND x_l1_o1_t1 10
 UP BND u_l2 5
 UP BND x_l2_o2_t1 5
ENDATA
