internal import Procurement

/// The members of one offer record as they were sent, not yet judged together.
struct OfferRecord {
    /// A price from a quantity on.
    struct Break {
        var from: Int64?
        var price: FixedPoint?
    }

    /// What a record does with its part.
    enum Operation: CaseIterable {
        case upsert, delete
        /// It says what another part is to this one, and nothing of its offer.
        case substitute
    }

    var operation = Operation.upsert
    var supplier: String?
    var part: String?
    var description = ""
    var unit: String?
    var currency: String?
    var price: FixedPoint?
    var pricePer: Int64?
    var from: Int64?
    var breaks: [Break] = []
    var isIncremental = false
    var minimum: Int64?
    var multiple: Int64?
    var maximum: Int64?
    var onHand: Int64?
    var leadTime: Int64?
    var leadTimeFromStock: Int64?
    var countsWorkingDays: Bool?
    var offerCost = FixedPoint.zero
    var unitCost = FixedPoint.zero
    var validFrom: CalendarDate?
    var validThrough: CalendarDate?
    var line: Int64?
    var other: String?
    var role: StatedSubstitute.Role?

    enum Member: String, CaseIterable {
        case op, supplier, part, description, unit, currency, price
        case pricePer = "price_per"
        case from, breaks
        case priceMode = "price_mode"
        case minimum, multiple, maximum
        case onHand = "on_hand"
        case leadTime = "lead_time_days"
        case leadTimeFromStock = "lead_time_from_stock_days"
        case leadTimeCounting = "lead_time_counting"
        case offerCost = "offer_cost"
        case unitCost = "unit_cost"
        case validFrom = "valid_from"
        case validThrough = "valid_through"
        case line, other
        case role = "as"
    }
}

/// Finds the members of records by their names; a record mostly names them in the order of the
/// one before.
struct RecordMemberTable {
    private let names = OfferRecord.Member.allCases.map { Array($0.rawValue.utf8) }
    private var next: [Int] = Array(repeating: 0, count: OfferRecord.Member.allCases.count + 1)
    private var last = OfferRecord.Member.allCases.count

    mutating func begin() { last = names.count }

    mutating func member(
        _ name: RecordCursor.Scalar, in cursor: RecordCursor
    ) -> OfferRecord.Member? {
        let guess = next[last]
        if matches(guess, name, cursor) {
            last = guess
            return OfferRecord.Member.allCases[guess]
        }
        guard let found = names.indices.first(where: { matches($0, name, cursor) }) else {
            return nil
        }
        next[last] = found
        last = found
        return OfferRecord.Member.allCases[found]
    }

    private func matches(
        _ index: Int, _ name: RecordCursor.Scalar, _ cursor: RecordCursor
    ) -> Bool {
        let wanted = names[index]
        guard wanted.count == name.range.count else { return false }
        let start = name.range.lowerBound
        for offset in 0..<wanted.count where wanted[offset] != cursor.bytes[start &+ offset] {
            return false
        }
        return true
    }
}

extension OfferRecord {
    /// What is wrong with a member of a record: the rest of the line can still be read.
    struct Problem: Hashable {
        let field: String
        let value: String
        let code: String
        let message: String
        let help: String?
    }

    /// Reads one record; the first thing that is wrong with a value of it is given back.
    static func read(
        _ cursor: inout RecordCursor, _ table: inout RecordMemberTable
    ) throws(RecordFault) -> (record: OfferRecord, problem: Problem?) {
        var record = OfferRecord()
        var problem: Problem?
        table.begin()
        try cursor.members { cursor, name throws(RecordFault) in
            guard let member = table.member(name, in: cursor) else {
                let found = try cursor.string(name)
                try cursor.skipValue()
                problem = problem ?? unknown(found)
                return
            }
            do throws(ValueProblem) {
                try record.set(member, from: &cursor)
            } catch {
                if let fault = error.fault { throw fault }
                problem = problem ?? error.problem(member.rawValue)
            }
        }
        return (record, problem)
    }

    private static func unknown(_ name: String) -> Problem {
        let known = Member.allCases.map(\.rawValue)
        let nearest = nearestKey(to: name, among: known).map { "Maybe \($0) is meant." }
        return Problem(
            field: name, value: "", code: "record.member-unknown",
            message: "the record has a member (\(name)) that is not known",
            help: nearest ?? "Known are \(known.joined(separator: ", ")).")
    }

    private mutating func set(
        _ member: Member, from cursor: inout RecordCursor
    ) throws(ValueProblem) {
        if member == .breaks { return try setBreaks(from: &cursor) }
        guard
            let value = try ValueProblem.syntax({ () throws(RecordFault) in
                try cursor.scalar()
            })
        else { return }
        let values = RecordValues(cursor: cursor, scalar: value)
        switch member {
        case .op: operation = try values.operation()
        case .supplier: supplier = try values.string()
        case .part: part = try values.string()
        case .description: description = try values.string()
        case .unit: unit = try values.string()
        case .currency: currency = try values.string()
        case .price: price = try values.amount()
        case .pricePer: pricePer = try values.whole(from: 1)
        case .from: from = try values.whole(from: 1)
        case .breaks: break
        case .priceMode: isIncremental = try values.word("incremental", "all_units")
        case .minimum: minimum = try values.whole(from: 1)
        case .multiple: multiple = try values.whole(from: 1)
        case .maximum: maximum = try values.whole(from: 1)
        case .onHand: onHand = try values.whole(from: 0)
        case .leadTime: leadTime = try values.whole(from: 0, through: 36_500)
        case .leadTimeFromStock: leadTimeFromStock = try values.whole(from: 0, through: 36_500)
        case .leadTimeCounting: countsWorkingDays = try values.word("working", "calendar")
        case .offerCost: offerCost = try values.amount()
        case .unitCost: unitCost = try values.amount()
        case .validFrom: validFrom = try values.date()
        case .validThrough: validThrough = try values.date()
        case .line: line = try values.whole(from: 0)
        case .other: other = try values.string()
        case .role: role = try values.role()
        }
    }

    private mutating func setBreaks(from cursor: inout RecordCursor) throws(ValueProblem) {
        var found: [Break] = []
        var problem: ValueProblem?
        try ValueProblem.syntax { () throws(RecordFault) in
            try cursor.elements { cursor throws(RecordFault) in
                var entry = Break()
                try cursor.members { cursor, name throws(RecordFault) in
                    guard let value = try cursor.scalar() else { return }
                    let values = RecordValues(cursor: cursor, scalar: value)
                    do throws(ValueProblem) {
                        if cursor.equals(name, "from") {
                            entry.from = try values.whole(from: 1)
                        } else if cursor.equals(name, "price") {
                            entry.price = try values.amount()
                        } else {
                            throw ValueProblem(
                                "record.member-unknown", "a price break has from and price only")
                        }
                    } catch {
                        problem = problem ?? error
                    }
                }
                found.append(entry)
            }
        }
        if let problem { throw problem }
        breaks = found
    }
}

/// Why a value of a record is no good: by itself, or because the line is no JSON.
struct ValueProblem: Error {
    var code = ""
    var message = ""
    var value = ""
    var help: String?
    var fault: RecordFault?

    init(_ code: String, _ message: String, value: String = "", help: String? = nil) {
        self.code = code
        self.message = message
        self.value = value
        self.help = help
    }

    static func syntax<Value>(
        _ body: () throws(RecordFault) -> Value
    ) throws(ValueProblem) -> Value {
        do throws(RecordFault) {
            return try body()
        } catch {
            var problem = ValueProblem(error.code, error.message)
            problem.fault = error
            throw problem
        }
    }

    func problem(_ field: String) -> OfferRecord.Problem {
        OfferRecord.Problem(
            field: field, value: value, code: code, message: message, help: help)
    }
}
