/// The element rules of a release, for the segments that are interpreted here.
///
/// Written from the positions that the product reads; no list of the standard is repeated beyond
/// what it decides by. Releases that are not here are read without element checks, and said so.
enum X12Release: String, Sendable {
    case v004010 = "004010"
    case v005010 = "005010"

    /// The release of a version as GS08 writes it, such as `004010VICS`.
    init?(version: String) { self.init(rawValue: String(version.prefix(6))) }

    var rules: SegmentTable<X12SegmentRule> {
        switch self {
        case .v004010: X12Release.rules004010
        case .v005010: X12Release.rules005010
        }
    }

    private static let rules004010 = SegmentTable(shared.merging(only004010) { $1 })
    private static let rules005010 = SegmentTable(shared.merging(only005010) { $1 })

    /// The same in both releases.
    private static let shared: [SegmentName: X12SegmentRule] = [
        "BEG": X12SegmentRule(
            """
            M353:ID2-2 M92:ID2-2 M324:AN1-22 O328:AN1-30 M373:DT8-8 O367:AN1-30 O587:ID1-2 \
            O1019:ID3-3 O1166:ID2-2 O1232:ID2-2 O786:ID2-2 O640:ID2-2
            """),
        "BAK": X12SegmentRule(
            """
            M353:ID2-2 M587:ID1-2 M324:AN1-22 M373:DT8-8 O328:AN1-30 O326:AN1-45 O367:AN1-30 \
            O127:AN1-50 O373:DT8-8 O640:ID2-2
            """),
        "BIA": X12SegmentRule("M353:ID2-2 M755:ID2-2 M127:AN1-50 M373:DT8-8 O337:TM4-8 O306:ID1-2"),
        "BCT": X12SegmentRule("M683:ID2-2 O684:AN1-30 O-:AN1-30 - - - - - - O353:ID2-2 -"),
        "BSN": X12SegmentRule(
            "M353:ID2-2 M396:AN2-30 M373:DT8-8 M337:TM4-8 O1005:ID4-4 O640:ID2-2 O641:ID3-3"),
        "BCH": X12SegmentRule(
            """
            M353:ID2-2 M92:ID2-2 M324:AN1-22 O328:AN1-30 O327:AN1-8 M373:DT8-8 O326:AN1-45 \
            O367:AN1-30 O127:AN1-50 O373:DT8-8 O373:DT8-8 - -
            """),
        "BCA": X12SegmentRule(
            """
            M353:ID2-2 O587:ID1-2 M324:AN1-22 O328:AN1-30 O327:AN1-8 M373:DT8-8 O326:AN1-45 \
            O367:AN1-30 O127:AN1-50 O373:DT8-8 O373:DT8-8 O373:DT8-8 - -
            """),
        "BIG": X12SegmentRule(
            """
            M373:DT8-8 M76:AN1-22 O373:DT8-8 O324:AN1-22 O328:AN1-30 O327:AN1-8 O640:ID2-2 \
            O353:ID2-2 - - -
            """),
        "BGN": X12SegmentRule(
            "M353:ID2-2 M127:AN1-50 M373:DT8-8 O337:TM4-8 - O127:AN1-50 O640:ID2-2 - -|C0504"),
        "CUR": X12SegmentRule(
            """
            M98:ID2-3 M100:ID3-3 O280:R4-10 O98:ID2-3 O100:ID3-3 - - - - - - - - - - - - - - - - \
            -
            """),
        "DTM": X12SegmentRule(
            """
            M374:ID3-3 O373:DT8-8 O337:TM4-8 O623:ID2-2 O1250:ID2-3 O1251:AN1-35\
            |R020305 C0403 P0506
            """),
        "N2": X12SegmentRule("M93:AN1-60 O93:AN1-60"),
        "N3": X12SegmentRule("M166:AN1-55 O166:AN1-55"),
        "FOB": X12SegmentRule(
            """
            M146:ID2-2 O309:ID1-2 O352:AN1-80 O334:ID2-2 O335:ID3-3 O309:ID1-2 O352:AN1-80 \
            O54:ID2-2 O352:AN1-80|C0302 C0405 C0706 C0908
            """),
        "LDT": X12SegmentRule("M345:ID2-2 M380:R1-15 M344:ID2-2 O373:DT8-8"),
        "G53": X12SegmentRule("M875:ID3-3"),
        "HL": X12SegmentRule("M628:AN1-12 O734:AN1-12 M735:ID1-2 O736:ID1-1=0,1"),
        "SN1": X12SegmentRule(
            """
            O350:AN1-20 M382:R1-10 M355:ID2-2 O646:R1-15 O330:R1-15 O355:ID2-2 O728:ID1-1 \
            O668:ID2-2|P0506
            """),
        "PRF": X12SegmentRule(
            "M324:AN1-22 O328:AN1-30 O327:AN1-8 O373:DT8-8 O350:AN1-20 O367:AN1-30 O92:ID2-2"),
        "SCH": X12SegmentRule(
            """
            M380:R1-15 M355:ID2-2 O98:ID2-3 O93:AN1-60 M374:ID3-3 M373:DT8-8 O337:TM4-8 \
            O374:ID3-3 O373:DT8-8 O337:TM4-8 - -|L080910
            """),
        "CTT": X12SegmentRule("M354:N01-6 O347:R1-10 O81:R1-10 O355:ID2-2 O183:R1-8 O355:ID2-2 -"),
        "AMT": X12SegmentRule("M522:ID1-3 M782:R1-18 O478:ID1-1=C,D"),
        "QTY": X12SegmentRule("M673:ID2-2 O380:R1-15 - O61:AN1-30|R0204 E0204"),
        "MSG": X12SegmentRule("M933:AN1-264 O934:ID2-2 O1470:N01-9"),
        "TDS": X12SegmentRule("M610:N21-15 O610:N21-15 O610:N21-15 O610:N21-15"),
        "AK2": X12SegmentRule("M143:ID3-3 M329:AN4-9 O1705:AN1-35"),
        "AK5": X12SegmentRule("M717:ID1-1 O718:ID1-3 O718:ID1-3 O718:ID1-3 O718:ID1-3 O718:ID1-3"),
        "AK9": X12SegmentRule(
            """
            M715:ID1-1 M97:N01-6 M123:N01-6 M2:N01-6 O716:ID1-3 O716:ID1-3 O716:ID1-3 \
            O716:ID1-3 O716:ID1-3
            """),
        "IK5": X12SegmentRule("M717:ID1-1 O618:ID1-3 O618:ID1-3 O618:ID1-3 O618:ID1-3 O618:ID1-3"),
        "OTI": X12SegmentRule("M110:ID1-2 M128:ID2-3 M127:AN1-50 - - - - - - - - - - - - - -"),
        "LIN": X12SegmentRule("O350:AN1-20 M235:ID2-2 M234:AN1-48 x14"),
        "PO1": X12SegmentRule(
            "O350:AN1-20 O330:R1-15 O355:ID2-2 O212:R1-17 O639:ID2-2 x10|C0302 C0504"),
        "ACK": X12SegmentRule(
            """
            M668:ID2-2 O380:R1-15 O355:ID2-2 O374:ID3-3 O373:DT8-8 O326:AN1-45 x10 - - -\
            |P0203 C0405
            """),
        "POC": X12SegmentRule(
            """
            O350:AN1-20 M670:ID2-2 O330:R1-15 O671:R1-9 - O212:R1-17 O639:ID2-2 x10\
            |C0305 C0706
            """),
    ]

    private static let only004010: [SegmentName: X12SegmentRule] = [
        "REF": X12SegmentRule("M128:ID2-3 O127:AN1-30 O352:AN1-80 -|R0203"),
        "N1": X12SegmentRule(
            "M98:ID2-3 O93:AN1-60 O66:ID1-2 O67:AN2-80 O706:ID2-2 O98:ID2-3|R0203 P0304"),
        "N4": X12SegmentRule("O19:AN2-30 O156:ID2-2 O116:ID3-15 O26:ID2-3 O309:ID1-2 O310:AN1-30"),
        "PER": X12SegmentRule(
            """
            M366:ID2-2 O93:AN1-60 O365:ID2-2 O364:AN1-80 O365:ID2-2 O364:AN1-80 O365:ID2-2 \
            O364:AN1-80 O443:AN1-20|P0304 P0506 P0708
            """),
        "N9": X12SegmentRule(
            "M128:ID2-3 O127:AN1-30 O369:AN1-45 O373:DT8-8 O337:TM4-8 O623:ID2-2 -|R0203 C0605"),
        "IT1": X12SegmentRule(
            "O350:AN1-20 O358:R1-10 O355:ID2-2 O212:R1-17 O639:ID2-2 x10|P020304"),
        "AK1": X12SegmentRule("M479:ID2-2 M28:N01-9 O480:AN1-12"),
        "AK3": X12SegmentRule("M721:ID2-3 M719:N01-6 O447:AN1-6 O720:ID1-3"),
        "AK4": X12SegmentRule("M- O725:N01-4 M723:ID1-3 O724:AN1-99"),
    ]

    private static let only005010: [SegmentName: X12SegmentRule] = [
        "REF": X12SegmentRule("M128:ID2-3 O127:AN1-50 O352:AN1-80 -|R0203"),
        "N1": X12SegmentRule(
            "M98:ID2-3 O93:AN1-60 O66:ID1-2 O67:AN2-80 O706:ID2-2 O98:ID2-3|R0203 P0304"),
        "N4": X12SegmentRule(
            "O19:AN2-30 O156:ID2-2 O116:ID3-15 O26:ID2-3 O309:ID1-2 O310:AN1-30 O1715:ID1-3|C0605"),
        "PER": X12SegmentRule(
            """
            M366:ID2-2 O93:AN1-60 O365:ID2-2 O364:AN1-256 O365:ID2-2 O364:AN1-256 O365:ID2-2 \
            O364:AN1-256 O443:AN1-20|P0304 P0506 P0708
            """),
        "N9": X12SegmentRule(
            "M128:ID2-3 O127:AN1-50 O369:AN1-45 O373:DT8-8 O337:TM4-8 O623:ID2-2 -|R0203 C0605"),
        "IT1": X12SegmentRule(
            "O350:AN1-20 O358:R1-15 O355:ID2-2 O212:R1-17 O639:ID2-2 x10|P020304"),
        "AK1": X12SegmentRule("M479:ID2-2 M28:N01-9 O480:AN1-12"),
        "AK3": X12SegmentRule("M721:ID2-3 M719:N01-10 O447:AN1-6 O720:ID1-3"),
        "AK4": X12SegmentRule("M- O725:N01-4 M723:ID1-3 O724:AN1-99"),
        "IK3": X12SegmentRule("M721:ID2-3 M719:N01-10 O447:AN1-6 O620:ID1-3"),
        "IK4": X12SegmentRule("M- O725:N01-4 M621:ID1-3 O724:AN1-99"),
    ]
}
