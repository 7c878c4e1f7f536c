internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Reads price lists by a layout.
enum LayoutCatalog {
    /// The values of a layout are canonical, so numbers have a point.
    static let dialect = CatalogDialect(shelfKinds: ["shelf"])

    /// Fields that name parts beside the line's own.
    static let others: KeyValuePairs<String, StatedSubstitute.Role> = [
        "offer.substitute": .substitute, "offer.substitute-for": .substituteFor,
        "offer.superseded-by": .supersededBy, "offer.supersedes": .supersedes,
        "offer.alternate": .alternate,
    ]

    struct Lines {
        var lines: [CatalogLine] = []
        /// Prices of parts that no record before them names.
        var problems: [LineProblem] = []
    }

    static func lines(_ file: LayoutThing) -> Lines {
        var result = Lines()
        var indexByPart: [String: Int] = [:]
        // Prices may stand under their offer, or by themselves with the part that they are for.
        for part in file.parts { take(part, file, &result, &indexByPart) }
        return result
    }

    private static func take(
        _ part: LayoutThing, _ above: LayoutThing, _ result: inout Lines,
        _ indexByPart: inout [String: Int]
    ) {
        switch part.each {
        case "offer":
            let line = line(part, above)
            // The first of several is the one that prices belong to; twice is told later.
            if indexByPart[line.part] == nil { indexByPart[line.part] = result.lines.count }
            result.lines.append(line)
        case "price":
            let number = part.text("price.part")
            guard let index = indexByPart[number], let price = price(part, above) else {
                result.problems.append(
                    LineProblem(
                        "document.part-missing",
                        "the price is for the part \(quotedForMessage(number)), which no record "
                            + "before it names", at: part.position, field: "part", value: number))
                return
            }
            set(price, &result.lines[index])
        default:
            for inner in part.parts { take(inner, part, &result, &indexByPart) }
        }
    }

    /// A price of the same kind and quantity replaces the one before it.
    private static func set(_ price: CatalogLine.Price, _ line: inout CatalogLine) {
        var price = price
        let same = line.prices.firstIndex {
            $0.kind == price.kind && $0.from?.text == price.from?.text
        }
        if price.per == nil { price.per = line.prices.first?.per ?? line.basis }
        if let same { line.prices[same] = price } else { line.prices.append(price) }
    }

    private static func line(_ offer: LayoutThing, _ above: LayoutThing) -> CatalogLine {
        var line = CatalogLine(at: offer.position)
        line.part = offer.text("offer.part")
        line.description = Array(offer.text("offer.description").utf8)
        line.unit = ShortText(offer.text("offer.unit"))
        line.minimum = offer.value("offer.minimum").flatMap(positive)
        line.multiple = offer.value("offer.multiple").flatMap(positive)
        line.maximum = offer.value("offer.maximum").flatMap(positive)
        line.leadTimeDays = offer.value("offer.lead-time")
        line.validFrom = offer.value("offer.valid-from")
        line.validThrough = offer.value("offer.valid-through")
        line.isDeleted = offer.text("offer.deleted") == "yes"
        line.basis = offer.value("offer.per")
        if let shelf = offer.value("offer.shelf") {
            line.shelves = [(kind: ShortText("shelf"), quantity: shelf)]
        }
        for (meaning, role) in others {
            if let other = offer.value(meaning) { line.others.append((other, role)) }
        }
        let listCurrency = above.text("list.currency")
        if let amount = offer.value("offer.price") {
            line.prices.append(
                CatalogLine.Price(
                    amount: amount, per: line.basis, from: offer.value("offer.from"),
                    currency: ShortText(offer.value("offer.currency")?.text ?? listCurrency),
                    kind: ShortText(offer.text("offer.price-kind"))))
        }
        for part in offer.parts where part.each == "price" {
            if let price = price(part, above) { set(price, &line) }
        }
        return line
    }

    /// Nothing but zeros in a column of digits is no quantity.
    static func positive(_ value: PlacedText) -> PlacedText? {
        if let micros = value.micros { return micros == 0 ? nil : value }
        return value.text.utf8.allSatisfy { $0 == 0x30 } ? nil : value
    }

    private static func price(
        _ price: LayoutThing, _ above: LayoutThing
    ) -> CatalogLine.Price? {
        price.value("price.amount").map { amount in
            CatalogLine.Price(
                amount: amount, per: price.value("price.per"), from: price.value("price.from"),
                currency: ShortText(
                    price.value("price.currency")?.text ?? above.text("list.currency")),
                kind: ShortText(price.text("price.kind")))
        }
    }
}
