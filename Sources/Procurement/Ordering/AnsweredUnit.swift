/// Whether the codes of units that two parties write mean the same.
///
/// Recommendations 20 and 21 of UN/ECE, X12 and the habits of systems have several codes for a
/// piece, a kilogram or a box. Only codes that mean the same wherever they are used for goods are
/// listed: CA is a case in X12 and a can elsewhere, PA a packet or a pail, and neither is.
enum AnsweredUnit {
    private static let codesOfOne: [[String]] = [
        ["EA", "C62", "PCE", "PC", "PCS", "H87", "NMB"], ["KGM", "KG"], ["GRM", "GR"],
        ["LBR", "LB"], ["MTR", "MR"], ["LTR", "LT"], ["FOT", "FT"], ["DZN", "DZ"], ["SET", "ST"],
        ["HUR", "HR"], ["MTK", "SM"], ["TNE", "MP"], ["GLL", "GA"], ["XBX", "BX"],
        ["XPK", "PK"], ["XCS", "CS"], ["XCT", "CT"],
    ]
    private static let first: [String: String] = Dictionary(
        codesOfOne.flatMap { codes in codes.map { ($0, codes[0]) } },
        uniquingKeysWith: { first, _ in first })

    /// Whether the code that a document states is that of a unit of ours.
    static func isCode(_ code: String, _ unit: UnitOfMeasure) -> Bool {
        let stated = code.uppercased()
        return stated == unit.code || first[stated, default: stated] == first[unit.code]
    }
}
