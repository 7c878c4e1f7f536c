import SourcingEngine
import WireFormats

/// The lead time cell of an offer.
enum LeadDays {
    case stated(String, SourcePosition)
    case notStated(SourcePosition)
}

extension ProblemFolderReader {
    mutating func readOffers() {
        offers.isReadable = scan(
            .offers, required: ["offer", "supplier", "item"],
            optional: [
                "lead_days", "minimum_quantity", "order_multiple", "maximum_quantity",
                "offer_cost", "unit_cost", "price_quantity", "price_mode",
            ]
        ) { reader, row throws(WireError) in
            let id = reader.newKey(row, "offer", in: \.offers)
            let supplier = reader.reference(row, "supplier", to: reader.suppliers, of: .suppliers)
            let item = reader.reference(row, "item", to: reader.items, of: .items)
            var offer = SourcingOffer(
                id: id ?? "", supplier: supplier ?? 0, item: item ?? 0, priceBreaks: [],
                tranches: [])
            offer.minimumQuantity = reader.quantity(row, "minimum_quantity") ?? 1
            offer.orderMultiple = reader.quantity(row, "order_multiple") ?? 1
            offer.maximumQuantity = reader.quantity(row, "maximum_quantity", atLeast: 0)
            offer.offerCost = reader.amount(row, "offer_cost") ?? 0
            offer.unitCost = reader.amount(row, "unit_cost") ?? 0
            offer.priceQuantity = reader.quantity(row, "price_quantity") ?? 1
            offer.priceMode = reader.word(row, "price_mode") ?? .allUnits
            let lead = try row.optionalText("lead_days")
            let place = row.position(of: "lead_days")
            // Kept even when a reference is wrong: other tables refer to it by position.
            guard id != nil else { return }
            reader.problem.offers.append(offer)
            reader.leadDays.append(lead.map { .stated($0, place) } ?? .notStated(place))
        }
        breakLines = .init(repeating: [], count: problem.offers.count)
        arrivalLines = breakLines
    }

    mutating func readPriceBreaks() {
        let isReadable = scan(
            .priceBreaks, required: ["offer", "from_quantity", "unit_price"]
        ) { reader, row in
            let offer = reader.reference(row, "offer", to: reader.offers, of: .offers)
            let from = reader.require(
                row, "from_quantity", reader.quantity(row, "from_quantity"))
            let price = reader.require(row, "unit_price", reader.amount(row, "unit_price"))
            guard let offer, let from, let price else { return }
            reader.problem.offers[offer].priceBreaks.append(
                SourcingPriceBreak(fromQuantity: from, unitPrice: price))
            reader.breakLines[offer].append(row.position.line)
        }
        // After a broken row every complaint about missing or high breaks could be an echo of it.
        guard isReadable, !list.problems.contains(where: { $0.file == file.rawValue }) else {
            return
        }
        for offer in problem.offers.indices { orderBreaks(of: offer) }
    }

    private mutating func orderBreaks(of index: Int) {
        let sorted = zip(problem.offers[index].priceBreaks, breakLines[index]).sorted {
            ($0.0.fromQuantity, $0.1) < ($1.0.fromQuantity, $1.1)
        }
        problem.offers[index].priceBreaks = sorted.map(\.0)
        breakLines[index] = sorted.map(\.1)
        let offer = problem.offers[index]
        let name = quotedForMessage(offer.id)
        file = .priceBreaks
        for (lower, upper) in zip(sorted, sorted.dropFirst())
        where lower.0.fromQuantity == upper.0.fromQuantity {
            report(
                "duplicate-key",
                "the break from \(upper.0.fromQuantity) of offer \(name) stands twice, first on "
                    + "line \(lower.1)",
                help: "Remove one of the two rows.", at: start(ofLine: upper.1))
        }
        guard let first = sorted.first else {
            file = .offers
            report(
                "price-missing", "offer \(name) has no price in price_breaks.csv",
                help: "Each offer has at least one break.", at: start(ofLine: offers.lines[index]))
            return
        }
        if first.0.fromQuantity > offer.minimumQuantity {
            report(
                "break-above-minimum",
                "the lowest break (from \(first.0.fromQuantity)) of offer \(name) is above its "
                    + "minimum quantity (\(offer.minimumQuantity))",
                help: "Maybe the minimum quantity is missing in offers.csv, or a first break is "
                    + "missing here.", at: start(ofLine: first.1))
        }
    }

    func start(ofLine line: Int) -> SourcePosition {
        SourcePosition(line: line, column: 1, byteOffset: 0)
    }

    // MARK: Arrivals

    /// A tranche while its rows are gathered.
    private struct TrancheRows {
        var quantity: Int64?
        var firstLine: Int
        var arrivals: [SourcingArrival] = []
    }

    mutating func readArrivals() {
        var tranches = [[Int64: TrancheRows]](repeating: [:], count: problem.offers.count)
        let isReadable = scan(
            .arrivals, required: ["offer", "days"],
            optional: ["tranche", "quantity", "probability"]
        ) { reader, row in
            let offer = reader.reference(row, "offer", to: reader.offers, of: .offers)
            let number = reader.quantity(row, "tranche") ?? 1
            let quantity = reader.quantity(row, "quantity", atLeast: 0)
            let days = reader.require(row, "days", reader.day(row, "days"))
            let probability =
                reader.fraction(row, "probability", "probability-invalid") ?? 1_000_000
            guard let offer, let days else { return }
            let line = row.position.line
            reader.arrivalLines[offer].append(line)
            var rows =
                tranches[offer][number] ?? TrancheRows(quantity: quantity, firstLine: line)
            if rows.quantity != quantity {
                reader.report(
                    "tranche-quantity-differs",
                    "the rows of tranche \(number) state different quantities (line "
                        + "\(rows.firstLine))",
                    help: "Rows of one tranche share its quantity.",
                    at: row.position(of: "quantity"))
            }
            rows.arrivals.append(
                SourcingArrival(days: days, probabilityMillionths: probability))
            tranches[offer][number] = rows
        }
        guard isReadable, !list.problems.contains(where: { $0.file == file.rawValue }) else {
            return
        }
        for offer in problem.offers.indices {
            if tranches[offer].isEmpty {
                useLeadDays(of: offer)
            } else {
                setTranches(of: offer, tranches[offer])
            }
        }
    }

    private mutating func useLeadDays(of index: Int) {
        file = .offers
        let name = quotedForMessage(problem.offers[index].id)
        switch leadDays[index] {
        case .notStated(let place):
            report(
                "lead-time-missing",
                "offer \(name) has neither lead_days nor a row in arrivals.csv",
                help: "State in how many days the order arrives.", at: place)
        case .stated(let text, let place):
            let days = wholeDays(text)
            if let days {
                problem.offers[index].tranches = [
                    SourcingTranche(arrivals: [SourcingArrival(days: days)])
                ]
            } else {
                report(
                    "day-invalid",
                    "lead_days: the value \(quotedForMessage(text)) of offer \(name) must be a "
                        + "whole number of days from -1000000 to 1000000",
                    help: "Days are counted from the order date, which is day 0.", at: place)
            }
        }
    }

    private func wholeDays(_ text: String) -> Int? {
        do throws(WireError) {
            let days = try DecimalText.parse(text, scale: 0)
            return (-1_000_000...1_000_000).contains(days) ? Int(days) : nil
        } catch {
            return nil
        }
    }

    private mutating func setTranches(of index: Int, _ rows: [Int64: TrancheRows]) {
        file = .arrivals
        let name = quotedForMessage(problem.offers[index].id)
        var lastExpected: Int128?
        for (position, number) in rows.keys.sorted().enumerated() {
            guard let tranche = rows[number] else { continue }
            let place = start(ofLine: tranche.firstLine)
            if number != Int64(position + 1) {
                report(
                    "tranche-numbering",
                    "tranche \(number) of offer \(name) follows tranche \(position)",
                    help: "Tranches are numbered 1, 2, 3 … without a gap.", at: place)
            }
            if tranche.quantity == nil && position + 1 < rows.count {
                report(
                    "tranche-quantity-missing",
                    "tranche \(number) of offer \(name) has no quantity but is not the last",
                    help: "Only the last tranche may be the rest of the order.", at: place)
            }
            let sum = tranche.arrivals.reduce(0) { $0 + $1.probabilityMillionths }
            if sum != 1_000_000 {
                report(
                    "probability-sum",
                    "the probabilities of tranche \(number) of offer \(name) sum to "
                        + "\(DecimalText.format(scaled: sum)), not to 1", at: place)
            }
            let expected = tranche.arrivals.reduce(Int128(0)) {
                $0 + Int128($1.days) * Int128($1.probabilityMillionths)
            }
            if let lastExpected, expected < lastExpected {
                report(
                    "tranche-order",
                    "tranche \(number) of offer \(name) is expected before tranche "
                        + "\(number - 1)",
                    help: "Tranches are numbered in order of expected arrival.", at: place)
            }
            lastExpected = expected
            problem.offers[index].tranches.append(
                SourcingTranche(quantity: tranche.quantity, arrivals: tranche.arrivals))
        }
    }
}
