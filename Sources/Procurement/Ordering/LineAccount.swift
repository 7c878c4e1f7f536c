/// What all messages about one line of a purchase order amount to.
///
/// It follows from the line as ordered, from what we asked since, from the set of messages and from
/// the decisions of buyers, and from nothing else: not from the order in which messages came, nor
/// from how often each did. Of the acknowledgments the one written last is in force, but for those
/// that refuse a change of ours, which leave the line as it was; ship notices and receipts are
/// facts that add up, but for notices whose place others took. All quantities are in whole base
/// units of the item.
public struct LineAccount: Sendable, Hashable {
    /// A part of the line that the supplier answered in one way.
    public struct Part: Sendable, Hashable {
        /// What the supplier says of it.
        public let outcome: AcknowledgmentOutcome
        /// How much.
        public let units: Int64
        /// When we asked for the first unit of it.
        public let requestedDate: CalendarDate
        /// When it is to arrive; where the supplier states only when it leaves, that day.
        public let confirmedDate: CalendarDate?
        /// Its price per unit of the line, where the supplier states one.
        public let price: FixedPoint?
        /// What would come in its place.
        public let substitute: SupplierPart?
        /// Why it waits for a buyer; empty if it does not.
        public let objections: [Objection]
        /// What the supplier says beside; empty for nothing.
        public let remark: String
    }

    /// Why a part of an answer is not taken as it stands.
    public enum Objection: Sendable, Hashable {
        /// It would cost more than ordered, beyond the tolerance.
        case price(ordered: FixedPoint, answered: FixedPoint)
        /// It would come later than asked for, beyond the tolerance.
        case late(days: Int)
        /// Something else would come.
        case substitute(SupplierPart)
        /// It is counted in a unit of which nobody knows how much of the ordered one it is.
        case unit(ordered: UnitOfMeasure, answered: FixedPoint?, in: String)
        /// It names a day before the order was placed.
        case beforeOrder(CalendarDate)
    }

    /// A part that has left, with the day on which it is to arrive, if stated.
    public struct Shipment: Sendable, Hashable {
        /// How much.
        public let units: Int64
        /// When it left.
        public let shippedOn: CalendarDate
        /// When it is to arrive; `nil` if the supplier does not say, or names a day before the
        /// order.
        public let arrivalDate: CalendarDate?
        /// A day that it names and that lies before the order; `nil` for none.
        public let dayBeforeOrder: CalendarDate?
    }

    /// A part that has come.
    public struct Arrival: Sendable, Hashable {
        /// How much of it can be used.
        public let units: Int64
        /// How much of it cannot.
        public let damaged: Int64
        /// When it came.
        public let receivedOn: CalendarDate
    }

    /// The number of the line.
    public let line: Int
    /// The acknowledgment in force; `nil` while the line is not answered.
    public let document: SupplierDocumentID?
    /// When it was written.
    public let answeredAt: Timestamp?
    /// Its answers, the earliest date first, those without a date last.
    public let parts: [Part]
    /// The last date that the first acknowledgment of the line named, and that of the one in force.
    public let firstConfirmedDate: CalendarDate?
    /// What has left, the earliest first.
    public let shipments: [Shipment]
    /// What has come, the earliest first.
    public let arrivals: [Arrival]
    /// What waits for a buyer's decision; a part of what is pending.
    public let inReview: Int64
    /// What came, or was answered, beyond what was ordered.
    public let surplus: Int64
    /// What will not come because we called it off and the supplier agreed, or asked for more than
    /// was ordered and it did not; a part of what is rejected.
    public let withdrawn: Int64
    /// When all of the line is to arrive by a change that the supplier agreed to; `nil` for the
    /// dates of the order.
    public let agreedDate: CalendarDate?
    /// How much of the line was ordered at first, in base units.
    public let firstUnits: Int64
    /// How much of the line there is to be, in base units: as ordered, or as agreed since.
    public let agreedUnits: Int64
    /// How much there is to be if the supplier confirms what it did not answer yet.
    public let askedUnits: Int64
    /// Our changes of the line, the oldest first, with what became of each.
    public let changes: [LineChangeAnswer]
    /// How far the line has come.
    public let progress: LineProgress

    /// The last date that the acknowledgment in force names for what is accepted.
    public var confirmedDate: CalendarDate? {
        parts.filter { $0.outcome.confirms(isDated: $0.confirmedDate != nil) }
            .compactMap(\.confirmedDate).max()
    }

    /// The day on which the last of what has come came.
    public var receivedDate: CalendarDate? { arrivals.map(\.receivedOn).max() }
}

extension LineAccount {
    /// The account of a line.
    ///
    /// `messages` are those of the line's order, in any order, copies included. Nothing that a
    /// supplier says of a day before `orderedOn` is believed: an answer with one waits for a buyer,
    /// and of a ship notice the day is left out. Throws
    /// `message.line-unknown` never: statements of other lines are passed over. Throws
    /// `message.quantity-not-whole` if a quantity is no whole number of base units,
    /// `message.quantity-negative` if it is below zero, and `message.unit-unknown` if something
    /// left in a unit that is neither that of the line nor the base unit.
    public init(
        of line: PurchaseOrderLine, messages: [SupplierMessage], decisions: [BuyerDecision],
        tolerance: AnswerTolerance, changes: [OrderChange] = [], orderedOn: CalendarDate? = nil
    ) throws(ValueError) {
        let scale = LineScale(line)
        let unique = SupplierMessage.withoutReplaced(
            Set(messages).sorted(by: SupplierMessage.isWrittenBefore))
        let history = try AnswerHistory(
            of: line, messages: unique, decisions: decisions, changes: changes, scale: scale,
            tolerance: tolerance, orderedOn: orderedOn ?? .earliest)
        let inForce = history.inForce
        let verdict = decisions.last {
            $0.line == line.number && $0.document == inForce?.message.document
        }?.verdict
        self.line = line.number
        document = inForce?.message.document
        answeredAt = inForce?.message.writtenAt
        parts = inForce?.reading.parts ?? []
        firstConfirmedDate = history.first?.parts.compactMap(\.confirmedDate).max()
        shipments = try Self.shipments(
            in: unique, of: line.number, scale: scale, orderedOn: orderedOn ?? .earliest)
        arrivals = try Self.arrivals(in: unique, of: line.number, scale: scale)
        let sums = Sums(
            ordered: line.progress.ordered, agreed: history.terms.units,
            askedBeyond: history.askedBeyond, isReleased: line.isReleased,
            reading: inForce?.reading, verdict: verdict, shipments: shipments, arrivals: arrivals)
        inReview = sums.inReview
        surplus = sums.surplus
        progress = try sums.progress()
        firstUnits = history.firstUnits
        agreedUnits = history.terms.units
        agreedDate = history.terms.date
        askedUnits = history.terms.units + history.askedBeyond
        withdrawn = max(0, min(progress.rejected, line.progress.ordered - askedUnits))
        self.changes = history.changes
    }

    private static func shipments(
        in messages: [SupplierMessage], of line: Int, scale: LineScale, orderedOn: CalendarDate
    ) throws(ValueError) -> [Shipment] {
        var shipments: [Shipment] = []
        for statement in messages.flatMap(\.statements) {
            guard case .shipped(let part) = statement, part.line == line else { continue }
            let early = [part.arrivalDate.value, part.shippedOn].lazy.compactMap(\.self)
                .first { $0 < orderedOn }
            shipments.append(
                Shipment(
                    units: try scale.units(of: part), shippedOn: part.shippedOn,
                    arrivalDate: part.arrivalDate.value.flatMap { $0 < orderedOn ? nil : $0 },
                    dayBeforeOrder: early))
        }
        return shipments.sorted {
            ($0.shippedOn, $0.arrivalDate ?? .latest, $0.units)
                < ($1.shippedOn, $1.arrivalDate ?? .latest, $1.units)
        }
    }

    private static func arrivals(
        in messages: [SupplierMessage], of line: Int, scale: LineScale
    ) throws(ValueError) -> [Arrival] {
        var arrivals: [Arrival] = []
        for statement in messages.flatMap(\.statements) {
            guard case .received(let part) = statement, part.line == line else { continue }
            let (came, damaged) = (
                try scale.units(of: part.quantity), try scale.units(of: part.damaged)
            )
            guard damaged <= came else {
                throw ValueError(
                    code: "message.damaged-more-than-came",
                    message: "Of line \(line) \(damaged) are damaged, more than the \(came) that "
                        + "came.")
            }
            arrivals.append(
                Arrival(units: came - damaged, damaged: damaged, receivedOn: part.receivedOn))
        }
        return arrivals.sorted {
            ($0.receivedOn, $0.units, $0.damaged) < ($1.receivedOn, $1.units, $1.damaged)
        }
    }
}

/// What the parts of an account add up to.
private struct Sums {
    let ordered: Int64
    let isReleased: Bool
    let good: Int64
    let damaged: Int64
    let accepted: Int64
    let waiting: Int64
    let inReview: Int64
    let surplus: Int64

    init(
        ordered: Int64, agreed: Int64, askedBeyond: Int64, isReleased: Bool,
        reading: AnswerReading?,
        verdict: BuyerDecision.Verdict?, shipments: [LineAccount.Shipment],
        arrivals: [LineAccount.Arrival]
    ) {
        self.ordered = ordered
        self.isReleased = isReleased
        let came = arrivals.clampedSum(\.units)
        good = min(came, ordered)
        damaged = min(arrivals.clampedSum(\.damaged), ordered - good)
        let objected = reading?.objected ?? 0
        let answered = (reading?.confirmed ?? 0) + (verdict == .accept ? objected : 0)
        accepted = min(
            ordered, max(answered, shipments.clampedSum(\.units), good + damaged))
        let open = ordered - accepted
        let undecided = reading.map { $0.undecided + (verdict == nil ? objected : 0) } ?? agreed
        waiting = isReleased ? 0 : min(open, undecided + askedBeyond)
        inReview = isReleased || verdict != nil ? 0 : min(waiting, objected)
        surplus = max(0, came - ordered) + (reading?.beyond ?? 0)
    }

    func progress() throws(ValueError) -> LineProgress {
        let taken = isReleased ? good : accepted - damaged
        return try LineProgress(
            ordered: ordered, accepted: taken, rejected: ordered - taken - waiting,
            pending: waiting, received: good)
    }
}

extension Sequence {
    /// The sum, or the largest number if it is larger than that.
    fileprivate func clampedSum(_ value: (Element) -> Int64) -> Int64 {
        Int64(clamping: reduce(Int128(0)) { $0 + Int128(value($1)) })
    }
}

extension SupplierMessage {
    /// Orders messages by when they were written; of one moment, by number, "9" before "10".
    static func isWrittenBefore(_ first: SupplierMessage, _ second: SupplierMessage) -> Bool {
        (first.writtenAt, first.document.rawValue.utf8.count, first.document, first.kind.rawValue)
            < (
                second.writtenAt, second.document.rawValue.utf8.count, second.document,
                second.kind.rawValue
            )
    }

    func answers(line: Int) -> Bool {
        kind == .acknowledgment && statements.contains { $0.line == line }
    }
}

extension PurchaseOrderLine {
    /// Whether we gave up what has not come of it.
    var isReleased: Bool { state == .closed || state == .cancelled }
}
