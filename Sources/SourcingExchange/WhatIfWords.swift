import SourcingEngine
import WireFormats

/// The words of one change, read from left to right.
struct WhatIfWords {
    private let file: String
    private let line: Int
    private var words: [(text: Substring, column: Int)] = []
    private var next = 0
    private let endColumn: Int
    private static let changes = ["price", "days", "most", "least", "multiple", "gone"]
    /// Largest quantity and amount, and farthest day, as folders have them.
    private static let largestQuantity: Int64 = 1_000_000_000
    private static let largestAmount: Int64 = 1_000_000_000_000_000
    private static let farthestDay: Int64 = 1_000_000

    init(_ text: String, _ range: Range<String.Index>, file: String, line: Int) {
        self.file = file
        self.line = line
        func column(_ index: String.Index) -> Int {
            text.unicodeScalars.distance(from: text.startIndex, to: index) + 1
        }
        for word in text[range].split(whereSeparator: \.isWhitespace) {
            words.append((word, column(word.startIndex)))
        }
        endColumn = column(range.upperBound)
    }

    // MARK: Which offers

    /// Positions of the offers that are named, at least one.
    mutating func offers(of problem: SourcingProblem) throws(ExchangeError) -> [Int] {
        var isNamed = false
        var offer: Int?
        var supplier: Int?
        var item: Int?
        while let word = peek, ["offer", "supplier", "item"].contains(word) {
            next += 1
            isNamed = true
            switch word {
            case "offer": offer = try position(of: "offer", in: problem.offers, \.id)
            case "supplier": supplier = try position(of: "supplier", in: problem.suppliers, \.id)
            default: item = try position(of: "item", in: problem.items, \.id)
            }
        }
        guard isNamed else {
            let meant = peek.flatMap {
                nearestName(to: $0, among: ["offer", "supplier", "item"])
            }
            throw wrong(
                "a change begins with offer, supplier or item, not with \(found)",
                meant.map { "Maybe \"\($0)\" is meant." }
                    ?? "Such as: supplier S2 price -3%; item I7 days +2.")
        }
        let places = problem.offers.indices.filter { place in
            (offer ?? place) == place
                && (supplier ?? problem.offers[place].supplier) == problem.offers[place].supplier
                && (item ?? problem.offers[place].item) == problem.offers[place].item
        }
        guard !places.isEmpty else {
            throw wrong(
                "no offer is meant: nothing of this item is offered by this supplier",
                "offers.csv of the problem says who offers what.")
        }
        return places
    }

    private mutating func position<Named>(
        of kind: String, in all: [Named], _ id: (Named) -> String
    ) throws(ExchangeError) -> Int {
        guard let name = peek else {
            throw wrong(
                "the \(kind) is not named", "Its identifier follows the word: \(kind) ….")
        }
        guard let position = all.firstIndex(where: { id($0) == name }) else {
            throw wrong(
                "the problem has no \(kind) \(quotedForMessage(name))",
                nearestName(to: name, among: all.lazy.map(id)).map { "Maybe \"\($0)\" is meant." }
                    ?? "The tables of the problem name its offers, suppliers and items.")
        }
        next += 1
        return position
    }

    // MARK: What becomes of them

    /// The change, which must be the last of the words.
    mutating func change() throws(ExchangeError) -> OfferChange {
        guard let word = peek, Self.changes.contains(word) else {
            let meant = peek.flatMap { nearestName(to: $0, among: Self.changes) }
            throw wrong(
                "\(found) is no change",
                meant.map { "Maybe \"\($0)\" is meant." }
                    ?? "Known are \(Self.changes.joined(separator: ", ")).")
        }
        next += 1
        let change = try change(word)
        guard next == words.count else {
            throw wrong("\(found) is one word too many", "A semicolon separates changes.")
        }
        return change
    }

    private mutating func change(_ word: String) throws(ExchangeError) -> OfferChange {
        switch word {
        case "price": return try price()
        case "days": return try days()
        case "most":
            if peek == "none" {
                next += 1
                return .most(nil)
            }
            return .most(try quantity(atLeast: 0))
        case "least": return .least(try quantity(atLeast: 1))
        case "multiple": return .multiple(try quantity(atLeast: 1))
        default: return .gone
        }
    }

    private mutating func price() throws(ExchangeError) -> OfferChange {
        let help = "Such as 1.20 for the price, or -3% for all prices of the offers."
        guard let text = peek else { throw wrong("the price is not named", help) }
        if text.hasSuffix("%") {
            guard let percent = decimal(String(text.dropLast())), percent > -100_000_000,
                percent <= 10_000_000_000, percent % 100 == 0
            else {
                throw wrong(
                    "\(quotedForMessage(text)) is no percentage above -100 and up to 10000 "
                        + "with at most 4 decimals",
                    help)
            }
            next += 1
            return .priceShare(1_000_000 + percent / 100)
        }
        guard let price = decimal(text), (0...Self.largestAmount).contains(price),
            !text.hasPrefix("+")
        else { throw wrong("\(quotedForMessage(text)) is no price", help) }
        next += 1
        return .price(price)
    }

    private mutating func days() throws(ExchangeError) -> OfferChange {
        let help = "Such as 5 for day 5, or -2 and +3 for a difference."
        guard let text = peek else { throw wrong("the days are not named", help) }
        guard let scaled = decimal(text), scaled % 1_000_000 == 0,
            (-Self.farthestDay...Self.farthestDay).contains(scaled / 1_000_000)
        else { throw wrong("\(quotedForMessage(text)) is no number of days", help) }
        next += 1
        let days = Int(scaled / 1_000_000)
        return text.hasPrefix("+") || text.hasPrefix("-") ? .daysLater(days) : .days(days)
    }

    private mutating func quantity(atLeast least: Int64) throws(ExchangeError) -> Int64 {
        guard let text = peek, let scaled = decimal(text), scaled % 1_000_000 == 0,
            (least...Self.largestQuantity).contains(scaled / 1_000_000)
        else {
            throw wrong(
                "\(found) is no whole quantity from \(least) to \(Self.largestQuantity)",
                "Such as 200.")
        }
        next += 1
        return scaled / 1_000_000
    }

    /// A number in 10⁻⁶; a plus sign is allowed.
    private func decimal(_ text: String) -> Int64? {
        let digits = text.hasPrefix("+") ? String(text.dropFirst()) : text
        guard !digits.hasPrefix("+"), !(text.hasPrefix("+") && digits.hasPrefix("-")) else {
            return nil
        }
        do throws(WireError) {
            return try DecimalText.parse(digits, scale: 6)
        } catch {
            return nil
        }
    }

    // MARK: What is wrong

    private var peek: String? { next < words.count ? String(words[next].text) : nil }

    private var found: String { peek.map { quotedForMessage($0) } ?? "the end" }

    private func wrong(_ message: String, _ help: String) -> ExchangeError {
        let column = next < words.count ? words[next].column : endColumn
        return ExchangeError(problems: [
            ExchangeProblem(
                code: "what-if.invalid", file: file, line: line, column: column, message: message,
                help: help)
        ])
    }

    /// What a change cannot do to an offer, at the change's first word.
    func refusal(_ message: String, _ help: String) -> ExchangeError {
        ExchangeError(problems: [
            ExchangeProblem(
                code: "what-if.invalid", file: file, line: line,
                column: words.first?.column ?? endColumn, message: message, help: help)
        ])
    }
}
