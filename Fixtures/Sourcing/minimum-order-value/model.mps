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
 G lo_o1_b1
 L hi_o1_b1
 E goods_o1
 G lo_o2_b1
 L hi_o2_b1
 E goods_o2
 L uses_s1_o1
 E value_s1
 G minimum_s1
 L uses_s2_o2
 E value_s2
 G minimum_s2
 E line_l1
 L link_l1_o1
 L link_l1_o2
 L supply_o1
 L supply_o2
COLUMNS
 g_o1 cost 1
 g_o1 goods_o1 1
 g_o1 value_s1 -1
 MARKER0 'MARKER' 'INTORG'
 n_o1_b1 cost -1
 n_o1_b1 lo_o1_b1 1
 n_o1_b1 hi_o1_b1 1
 n_o1_b1 goods_o1 -4
 n_o1_b1 supply_o1 -1
 y_o1_b1 lo_o1_b1 -1
 y_o1_b1 hi_o1_b1 -28
 y_o1_b1 uses_s1_o1 1
 y_o1_b1 link_l1_o1 -20
 MARKER1 'MARKER' 'INTEND'
 g_o2 cost 1
 g_o2 goods_o2 1
 g_o2 value_s2 -1
 MARKER2 'MARKER' 'INTORG'
 n_o2_b1 cost -1
 n_o2_b1 lo_o2_b1 1
 n_o2_b1 hi_o2_b1 1
 n_o2_b1 goods_o2 -4.2
 n_o2_b1 supply_o2 -1
 y_o2_b1 lo_o2_b1 -1
 y_o2_b1 hi_o2_b1 -26
 y_o2_b1 uses_s2_o2 1
 y_o2_b1 link_l1_o2 -20
 s_s1 uses_s1_o1 -1
 s_s1 minimum_s1 -100
 MARKER3 'MARKER' 'INTEND'
 v_s1 value_s1 1
 v_s1 minimum_s1 1
 MARKER4 'MARKER' 'INTORG'
 s_s2 uses_s2_o2 -1
 s_s2 minimum_s2 -100
 MARKER5 'MARKER' 'INTEND'
 v_s2 value_s2 1
 v_s2 minimum_s2 1
 MARKER6 'MARKER' 'INTORG'
 m_s2 cost 9
 m_s2 minimum_s2 100
 MARKER7 'MARKER' 'INTEND'
 u_l1 cost 20
 u_l1 line_l1 1
 x_l1_o1_t1 cost 1
 x_l1_o1_t1 line_l1 1
 x_l1_o1_t1 link_l1_o1 1
 x_l1_o1_t1 supply_o1 1
 x_l1_o2_t1 cost 1
 x_l1_o2_t1 line_l1 1
 x_l1_o2_t1 link_l1_o2 1
 x_l1_o2_t1 supply_o2 1
RHS
 RHS line_l1 20
BOUNDS
 UP BND n_o1_b1 28
 BV BND y_o1_b1
 UP BND n_o2_b1 26
 BV BND y_o2_b1
 BV BND s_s1
 UP BND v_s1 112.000001
 BV BND s_s2
 UP BND v_s2 109.200001
 BV BND m_s2
 UP BND u_l1 20
 UP BND x_l1_o1_t1 20
 UP BND x_l1_o2_t1 20
ENDATA
