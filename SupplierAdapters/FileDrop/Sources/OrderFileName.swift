internal import Procurement
internal import SupplierAdapterKit

/// How files of orders are called: the setting `file_name`.
struct OrderFileName: Hashable, Sendable {
    private enum Token: Hashable, Sendable {
        case text(String)
        case part(Part)
    }

    private enum Part: String, CaseIterable {
        case number, revision, supplier, hash, ending, yyyy, yy
        case month = "MM"
        case day = "dd"
    }

    private let tokens: [Token]

    static let key = AdapterDescription.Key(
        "file_name", "a name with `{number}`; `\"PO-{number}-r{revision}-{hash}.{ending}\"`",
        "How files are called: `{number}`, `{revision}`, `{supplier}`, `{hash}`, `{ending}`, and "
            + "the day of the order as `{yyyy}` or `{yy}`, `{MM}` and `{dd}`.")

    /// `nil` where braces hold something else, or the order's number is missing.
    private init?(_ text: String) {
        var tokens: [Token] = []
        var rest = Substring(text)
        while let start = rest.firstIndex(of: "{") {
            if start > rest.startIndex { tokens.append(.text(String(rest[..<start]))) }
            guard let end = rest[start...].firstIndex(of: "}"),
                let part = Part(rawValue: String(rest[rest.index(after: start)..<end]))
            else { return nil }
            tokens.append(.part(part))
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty { tokens.append(.text(String(rest))) }
        guard tokens.contains(.part(.number)), !text.contains("/"), !text.hasPrefix("."),
            !text.unicodeScalars.contains(where: { $0.value < 0x20 })
        else { return nil }
        self.tokens = tokens
    }

    static func read(from reader: inout SettingsReader) -> OrderFileName? {
        guard let text = reader.optionalString("file_name") else { return nil }
        if let name = OrderFileName(text) { return name }
        let words = Part.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ")
        reader.report(
            "settings.wrong-value", "file_name", "file_name is \"\(text)\", which names no order",
            help: "It holds {number} and no slash; known are \(words): "
                + "file_name = \"ORDERS_{yyyy}{MM}{dd}_{number}.{ending}\"")
        return nil
    }

    func text(
        of order: PurchaseOrder, revision: Int, ending: String, sha256: String
    ) -> String {
        // A change must not take the name of its order.
        let ofChange = revision > 1 && !tokens.contains(.part(.revision)) ? "-r\(revision)" : ""
        let day = order.orderDate.description.split(separator: "-").map(String.init)
        return tokens.map { token in
            switch token {
            case .text(let text): text
            case .part(.number): FileNameText.safe(order.number.rawValue) + ofChange
            case .part(.revision): String(revision)
            case .part(.supplier): FileNameText.safe(order.supplier.rawValue)
            case .part(.hash): String(sha256.prefix(8))
            case .part(.ending): ending
            case .part(.yyyy): day[0]
            case .part(.yy): String(day[0].suffix(2))
            case .part(.month): day[1]
            case .part(.day): day[2]
            }
        }.joined()
    }
}
