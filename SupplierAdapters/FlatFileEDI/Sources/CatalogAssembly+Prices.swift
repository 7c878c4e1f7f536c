internal import Procurement
internal import SupplierAdapterKit
internal import WireFormats

/// Makes price breaks of the prices of a line.
extension CatalogAssembly {
    /// Makes ``breaks`` those of a line: the prices of the kind that is taken, ascending.
    mutating func priceBreaks(
        _ line: CatalogLine, _ unit: UnitOfMeasure
    ) throws(LineProblem) {
        let prices = try rules.chosenPrices(line)
        breaks.removeAll(keepingCapacity: true)
        var isAscending = true
        for index in prices.indices {
            var from: Int64 = 1
            if let stated = prices[index].from { from = try rules.whole(stated) }
            let entry = try priceBreak(prices[index], from, unit, line)
            if let last = breaks.last {
                isAscending =
                    isAscending && last.fromQuantity.value < entry.fromQuantity.value
            }
            breaks.append(entry)
        }
        if !isAscending { try sortBreaks(line) }
    }

    private mutating func priceBreak(
        _ price: CatalogLine.Price, _ from: Int64, _ unit: UnitOfMeasure, _ line: CatalogLine
    ) throws(LineProblem) -> PriceBreak {
        var per = FixedPoint(micros: 1_000_000)
        if let stated = price.per { per = try rules.decimal(stated) }
        let currency = try currency(of: price, line)
        let money = Money(amount: try rules.decimal(price.amount), currency: currency)
        do throws(ValueError) {
            return PriceBreak(
                fromQuantity: try Self.quantityOrProblem(from, unit),
                price: try UnitPrice(money: money, per: Quantity(value: per, unit: unit)))
        } catch {
            throw LineProblem(
                error.code, error.message, at: price.amount.position, field: price.amount.field,
                value: price.amount.text, help: error.help)
        }
    }

    private mutating func sortBreaks(_ line: CatalogLine) throws(LineProblem) {
        breaks.sort { $0.fromQuantity.value < $1.fromQuantity.value }
        for (left, right) in zip(breaks, breaks.dropFirst())
        where left.fromQuantity == right.fromQuantity {
            throw LineProblem(
                "feed.break-twice",
                "the line has two prices from \(left.fromQuantity.value) units on",
                at: line.position)
        }
    }

    private static func quantityOrProblem(
        _ units: Int64, _ unit: UnitOfMeasure
    ) throws(ValueError) -> Quantity {
        do throws(ArithmeticError) {
            return try Quantity(units: units, unit: unit)
        } catch {
            throw ValueError(
                code: "decimal.too-large", message: "\(units) is too large a number")
        }
    }

    private mutating func currency(
        of price: CatalogLine.Price, _ line: CatalogLine
    ) throws(LineProblem) -> Currency {
        let (packed, isShort) = (price.currency.packed, price.currency.isShort)
        if let lastCurrency, isShort, lastCurrency.packed == packed {
            return lastCurrency.currency
        }
        let currency = try rules.currency(named: price, line)
        if isShort { lastCurrency = (packed, currency) }
        return currency
    }
}

extension CatalogRules {
    func chosenPrices(_ line: CatalogLine) throws(LineProblem) -> [CatalogLine.Price] {
        guard !line.prices.isEmpty else {
            throw LineProblem(
                "document.price-missing", "the line has no price", at: line.position,
                field: "price")
        }
        if priceKinds.isEmpty {
            let first = line.prices[0].kind
            guard line.prices.allSatisfy({ $0.kind == first }) else {
                let found = Self.kinds(line)
                throw LineProblem(
                    "document.price-kinds",
                    "the line has prices of several kinds: \(found.joined(separator: ", "))",
                    at: line.position, field: "price", value: found.joined(separator: ", "),
                    help: "Say which kind is ours: prices = [\"\(found[0])\"]")
            }
            return line.prices
        }
        for kind in priceKinds {
            let count = line.prices.count { $0.kind == kind }
            if count == line.prices.count { return line.prices }
            if count > 0 { return line.prices.filter { $0.kind == kind } }
        }
        let found = Self.kinds(line)
        throw LineProblem(
            "document.price-kinds",
            "the line has no price of the kind "
                + "\(priceKinds.map(\.text).joined(separator: ", ")), but "
                + found.joined(separator: ", "),
            at: line.position, field: "price", value: found.joined(separator: ", "),
            help: "Say which kind is ours: prices = [\"\(found[0])\"]")
    }

    private static func kinds(_ line: CatalogLine) -> [String] {
        Set(line.prices.map(\.kind.text)).sorted()
    }

    func currency(
        named price: CatalogLine.Price, _ line: CatalogLine
    ) throws(LineProblem) -> Currency {
        if price.currency.isEmpty {
            if let currency = settings.currency { return currency }
            throw LineProblem(
                "document.currency-missing", "neither the line nor the document names a currency",
                at: price.amount.position, field: "currency",
                help: "Write for example: [defaults] currency = \"EUR\"")
        }
        do throws(ValueError) {
            return try Currency(price.currency.text)
        } catch {
            throw LineProblem(
                error.code, error.message, at: price.amount.position, field: "currency",
                value: price.currency.text, help: error.help)
        }
    }
}
