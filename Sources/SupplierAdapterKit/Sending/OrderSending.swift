/// What a way to send orders, whose answers can be lost, knows how to do.
public protocol OrderLine {
    /// Hands the order to the supplier, under the order's key, and tells what came of it.
    ///
    /// What is thrown means that nothing was handed over.
    func submit(_ order: SentOrder, _ bytes: [UInt8]) throws(AdapterError) -> OrderAnswer

    /// Asks the supplier whether it has the order of this key.
    func probe(_ order: SentOrder) -> OrderWhereabouts
}

/// What a supplier said to an order that was handed to it.
public enum OrderAnswer: Hashable, Sendable {
    /// It has the order.
    case taken
    /// It has said that it does not take the order, or was never reached.
    case refused(AdapterError)
    /// Nobody can tell: it may have the order.
    case unknown(AdapterError)
}

/// What a supplier said when it was asked for an order.
public enum OrderWhereabouts: Hashable, Sendable {
    /// It has the order.
    case taken
    /// It does not have it.
    case absent
    /// It did not say.
    case unknown
    /// It cannot be asked, and takes an order of the same key once however often it is sent.
    case sentAgainSafely
}

/// Sends orders over a line that may lose the answer, each exactly once.
///
/// A document lies staged in the supplier's folder before it leaves, and under its own name once
/// the supplier has it. Before it leaves, `.asked/NAME` notes that it may have arrived; as long as
/// that stands, the supplier is asked before anything is sent again.
public struct OrderSending<Line: OrderLine> {
    private let documents: any DocumentSink
    private let root: String
    /// Makes the line to the supplier; called only when it is needed.
    private let line: () throws(AdapterError) -> Line
    /// What is said where nobody can tell; the reason comes with it.
    private let unknown: (SentOrder, _ reason: String) -> AdapterError

    /// Sends what `documents` stages in folders below `root`.
    public init(
        of documents: any DocumentSink, root: String,
        over line: @escaping () throws(AdapterError) -> Line,
        unknown: @escaping (SentOrder, _ reason: String) -> AdapterError
    ) {
        self.documents = documents
        self.root = root
        self.line = line
        self.unknown = unknown
    }

    /// Hands a staged document over; it is kept under its own name once the supplier has it.
    ///
    /// Throws with `.reconcile` where nobody can tell whether it arrived.
    public func send(_ destination: OrderDestination) throws(AdapterError) -> SendOutcome {
        guard try documents.handOver(of: destination) == .staged else {
            return try documents.send(destination)
        }
        let order = SentOrder(destination, root: root)
        let bytes = try order.staged()
        let line = try self.line()
        try order.noteAsked()
        let answer: OrderAnswer
        do throws(AdapterError) {
            answer = try line.submit(order, bytes)
        } catch {
            answer = .refused(error)
        }
        switch answer {
        case .taken: return try keep(order)
        case .refused(let error):
            try order.forgetAsked()
            throw error
        case .unknown(let error):
            switch line.probe(order) {
            case .taken: return try keep(order)
            case .absent:
                // It may still be on its way: only the next run asks again and sends.
                throw AdapterError(
                    code: error.code, reaction: .retry(afterSeconds: nil), message: error.message,
                    help: "The supplier does not have the order yet; the next run asks again.",
                    detail: error.detail)
            case .unknown, .sentAgainSafely: throw unknown(order, error.message)
            }
        }
    }

    private func keep(_ order: SentOrder) throws(AdapterError) -> SendOutcome {
        let outcome = try documents.send(order.destination)
        try order.forgetAsked()
        return outcome
    }

    /// Tells how far a document got; asks the supplier where only it can tell.
    public func handOver(
        of destination: OrderDestination
    ) throws(AdapterError) -> OrderHandOver {
        let place = try documents.handOver(of: destination)
        let order = SentOrder(destination, root: root)
        guard place == .staged, try order.isAsked() else { return place }
        switch try line().probe(order) {
        case .taken:
            _ = try keep(order)
            return .sent
        case .absent, .sentAgainSafely: return .staged
        case .unknown: throw unknown(order, "an earlier try ended without an answer")
        }
    }
}

@available(*, unavailable)
extension OrderSending: Sendable {}
