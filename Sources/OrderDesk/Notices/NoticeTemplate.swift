package import Procurement

/// Why a template cannot be used.
package struct NoticeTemplateError: Error, Sendable, Hashable {
    package let code: String
    package let message: String
    /// From 1.
    package let line: Int
    package let column: Int
    package let help: String
}

/// The text of a letter with places for what differs.
///
/// The first line is `Subject: …`, the second is empty, the rest is the text. `{name}` is a
/// placeholder, `{{` a brace. A line whose placeholders all stand for nothing is left out.
package struct NoticeTemplate: Sendable, Hashable {
    private enum Piece: Sendable, Hashable {
        case text(String)
        case place(Place)
    }

    /// What can be filled in.
    package enum Place: String, Sendable, Hashable, CaseIterable {
        case customer, name, order, line, item
        case itemName = "item_name"
        case quantity
        case needBy = "need_by"
        case oldDate = "old_date"
        case newDate = "new_date"
        case parts, reason, credit, substitute, choices, deadline, silence, house, contact, number
    }

    private let subject: [Piece]
    private let lines: [[Piece]]

    /// Reads a template; throws the first thing that is wrong with it.
    package init(_ text: String) throws(NoticeTemplateError) {
        var rows = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.hasSuffix("\r") ? String($0.dropLast()) : String($0)
        }
        let mark = "Subject: "
        guard let first = rows.first, first.hasPrefix(mark), rows.count > 2, rows[1].isEmpty
        else {
            throw NoticeTemplateError(
                code: "notice.template-subject",
                message: "A template must begin with a subject and an empty line.", line: 1,
                column: 1, help: "Write it as in: Subject: Your order {order}")
        }
        rows.removeFirst(2)
        if rows.last?.isEmpty == true { rows.removeLast() }
        subject = try Self.pieces(first, from: mark.count, line: 1)
        var lines: [[Piece]] = []
        for (index, row) in rows.enumerated() {
            lines.append(try Self.pieces(row, from: 0, line: index + 3))
        }
        self.lines = lines
    }

    private static func pieces(
        _ row: String, from start: Int, line: Int
    ) throws(NoticeTemplateError) -> [Piece] {
        var pieces: [Piece] = []
        var text = ""
        let letters = Array(row)
        var index = start
        while index < letters.count {
            let letter = letters[index]
            let next = index + 1 < letters.count ? letters[index + 1] : nil
            if letter == "{" || letter == "}", next == letter {
                text.append(letter)
                index += 2
                continue
            }
            guard letter == "{" else {
                text.append(letter)
                index += 1
                continue
            }
            let name = String(letters[(index + 1)...].prefix { $0 != "}" })
            guard index + 1 + name.count < letters.count, let place = Place(rawValue: name) else {
                throw NoticeTemplateError(
                    code: "notice.template-placeholder",
                    message: "The placeholder ({\(name)) is not known or not closed.",
                    line: line, column: index + 1,
                    help: "Known are "
                        + Place.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ")
                        + "; a brace itself is written {{.")
            }
            if !text.isEmpty { pieces.append(.text(text)) }
            text = ""
            pieces.append(.place(place))
            index += name.count + 2
        }
        if !text.isEmpty { pieces.append(.text(text)) }
        return pieces
    }

    /// The subject and the text, filled in.
    package func filled(_ values: [Place: String]) -> (subject: String, text: String) {
        func joined(_ pieces: [Piece]) -> String {
            pieces.map { piece in
                switch piece {
                case .text(let text): text
                case .place(let place): values[place] ?? ""
                }
            }.joined()
        }
        let kept = lines.filter { pieces in
            let places = pieces.compactMap { piece -> Place? in
                guard case .place(let place) = piece else { return nil }
                return place
            }
            return places.isEmpty || places.contains { !(values[$0] ?? "").isEmpty }
        }
        let oneLine = joined(subject).split(whereSeparator: \.isNewline).joined(separator: " ")
        return (oneLine, kept.map { joined($0) + "\n" }.joined())
    }
}

extension NoticeTemplate {
    /// The text that is used unless the house has its own.
    package static func text(_ kind: NoticeKind) -> String {
        "Subject: \(subject(kind))\n\nDear {name},\n\n\(news(kind))\n\(rest)"
    }

    static func builtIn(_ kind: NoticeKind) -> NoticeTemplate {
        do throws(NoticeTemplateError) {
            return try NoticeTemplate(text(kind))
        } catch {
            preconditionFailure("A built-in template must be right: \(error.message)")
        }
    }

    private static func subject(_ kind: NoticeKind) -> String {
        switch kind {
        case .created: "Order {order}: {item_name} is on order"
        case .promised: "Order {order}: {item_name} by {new_date}"
        case .earlier: "Order {order}: {item_name} comes earlier, by {new_date}"
        case .later: "Order {order}: {item_name} comes later, by {new_date}"
        case .noDate: "Order {order}: no date for {item_name}"
        case .split: "Order {order}: {item_name} comes in parts"
        case .creditOffered: "Order {order}: {item_name} comes later, and what we offer for it"
        case .substituteOffered: "Order {order}: something else in place of {item_name}"
        case .shipped: "Order {order}: {item_name} is on its way to us"
        case .cancelled: "Order {order}: {item_name} is cancelled"
        }
    }

    private static func news(_ kind: NoticeKind) -> String {
        let what = "{quantity} of {item_name} (order {order}, line {line})"
        return switch kind {
        case .created: "\(what) is not in stock. We tell you the date as soon as it is confirmed."
        case .promised: "We expect \(what) by {new_date}."
        case .earlier: "We now expect \(what) by {new_date}, earlier than the {old_date} we told."
        case .later:
            "We are sorry: \(what) comes later than we told you. We now expect it by {new_date};\n"
                + "before it was {old_date}."
        case .noDate:
            "We are sorry: for \(what) we have no date that we could promise.\n"
                + "Until now it was {old_date}."
        case .split: "\(what) comes in parts, all of it by {new_date}:"
        case .creditOffered:
            "We are sorry: \(what) comes later than you were to have it.\n"
                + "We now expect it by {new_date}.\nBefore it was {old_date}."
        case .substituteOffered:
            "\(what) is still late, and something else could be here sooner.\n"
                + "We expect what you ordered by {new_date}."
        case .shipped: "\(what) has left our supplier. We expect it by {new_date}."
        case .cancelled: "\(what) is cancelled and will not be delivered."
        }
    }

    private static let rest = """
        {parts}
        Why: {reason}
        {credit}
        {substitute}
        {choices}
        {silence}

        {house}
        {contact}

        """
}
