/// What the engine found: an answer, what it costs, and a bound that no answer can go below.
public struct SourcingOutcome: Sendable, Hashable {
    /// What is true of the answer.
    public enum Status: String, Sendable, Hashable {
        /// ``objective`` equals ``bound``: nothing cheaper exists.
        case optimal
        /// Every rule holds; something cheaper may exist, but nothing below ``bound``.
        case feasible
        /// No answer keeps all hard rules; ``SourcingOutcome/conflict`` names some that conflict.
        case infeasible
        /// The search was ended before it found an answer or proved that there is none.
        case unknown
    }
    /// Why the search ended before it had proven an optimum.
    public enum Limit: String, Sendable, Hashable {
        /// The gap asked for was reached.
        case gap
        /// The time allowed was used.
        case time
        /// The memory allowed was used.
        case memory
    }

    /// What is true of the answer.
    public var status: Status
    /// The answer; empty if there is none.
    public var solution: SourcingSolution
    /// What the answer costs, term by term.
    public var costs: SourcingCosts
    /// Total cost of the answer, in micros.
    public var objective: Int64
    /// A proven lower bound on the cost of every answer, in micros.
    public var bound: Int64
    /// What ended the search, `nil` when it ended by itself.
    public var limit: Limit?
    /// The proof of ``bound``, or that the rules of ``conflict`` cannot hold together; `nil` if the
    /// search cannot state one.
    public var certificate: SourcingCertificate?
    /// Positions of hard rules that cannot hold together, ascending, if there is no answer.
    public var conflict: [Int] = []

    /// Whether there is an answer; otherwise costs, ``objective`` and ``bound`` mean nothing.
    public var hasAnswer: Bool { status == .optimal || status == .feasible }

    /// Creates an outcome.
    public init(
        status: Status, solution: SourcingSolution, costs: SourcingCosts, objective: Int64,
        bound: Int64, limit: Limit?
    ) {
        self.status = status
        self.solution = solution
        self.costs = costs
        self.objective = objective
        self.bound = bound
        self.limit = limit
    }
}

/// An answer: what is ordered and which line gets it.
public struct SourcingSolution: Sendable, Hashable {
    /// Units of one offer.
    public struct Order: Sendable, Hashable {
        /// Position of the offer.
        public var offer: Int
        /// Units ordered, above 0.
        public var quantity: Int64

        /// Creates an order.
        public init(offer: Int, quantity: Int64) {
            self.offer = offer
            self.quantity = quantity
        }
    }
    /// Units of a tranche for a line.
    public struct Allocation: Sendable, Hashable {
        /// Position of the line.
        public var line: Int
        /// Position of the offer.
        public var offer: Int
        /// Position of the tranche in its offer, from 0.
        public var tranche: Int
        /// Units, above 0.
        public var quantity: Int64

        /// Creates an allocation.
        public init(line: Int, offer: Int, tranche: Int, quantity: Int64) {
            self.line = line
            self.offer = offer
            self.tranche = tranche
            self.quantity = quantity
        }
    }

    /// Orders, ascending by offer.
    public var orders: [Order]
    /// Allocations, ascending by line, offer, tranche.
    ///
    /// What a line does not get is unmet.
    public var allocations: [Allocation]

    /// Creates a solution.
    public init(orders: [Order] = [], allocations: [Allocation] = []) {
        self.orders = orders
        self.allocations = allocations
    }
}

/// The cost terms of an answer, in micros; names as in `result.json`.
public struct SourcingCosts: Sendable, Hashable {
    /// Goods at their price.
    public var goods: Int64 = 0
    /// Costs per offer used.
    public var offers: Int64 = 0
    /// Costs per unit beside the price.
    public var units: Int64 = 0
    /// Costs of placing orders.
    public var supplierOrders: Int64 = 0
    /// Freight.
    public var freight: Int64 = 0
    /// Surcharges on orders below the minimum.
    public var surcharge: Int64 = 0
    /// Discounts on whole orders, at most 0.
    public var discount: Int64 = 0
    /// Cost of what arrives late.
    public var lateness: Int64 = 0
    /// Cost of substitution.
    public var substitution: Int64 = 0
    /// Cost of what is not supplied.
    public var unmet: Int64 = 0
    /// Worth of the surplus, at most 0.
    public var surplus: Int64 = 0
    /// Penalties of broken soft rules.
    public var penalties: Int64 = 0

    /// Creates costs that are all zero.
    public init() {}
}
