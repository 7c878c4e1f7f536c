/// Why no answer costs less than a bound: the leaves of a search, with prices for each.
///
/// Splits say which answers a leaf looks at: together the leaves look at every answer. Under the
/// prices of a leaf nothing in it costs less than the bound, by a sum that anybody can compute
/// in whole numbers: "Certificate" in `Docs/Engine.md` states it. Suppliers, items, lines, offers,
/// tranches and rules are named by position in the problem.
public struct SourcingCertificate: Sendable, Hashable {
    /// A whole number that is below a threshold on one side of a split, and not on the other.
    public enum Measure: Sendable, Hashable {
        /// Units ordered from a supplier; 0 if it gets no order.
        case units(supplier: Int)
        /// Goods value ordered from a supplier, in micros.
        case value(supplier: Int)
        /// Units ordered of an offer.
        case quantity(offer: Int)
        /// Units that a line gets of an offer.
        case given(line: Int, offer: Int)
        /// Units that a line gets from a supplier.
        case supplied(line: Int, supplier: Int)
        /// Units that a line gets of one tranche, counted from 0.
        case flow(line: Int, offer: Int, tranche: Int)
        /// The largest lateness per unit among what serves a complete line, in micros.
        case lateness(line: Int)
        /// What budgets count, in micros.
        case purchase
    }

    /// Answers on one side of a threshold.
    public struct Exclusion: Sendable, Hashable {
        /// Units of an offer, or of a supplier.
        public var measure: Measure
        /// The threshold.
        public var from: Int64
        /// Whether answers with at least as much are meant, and not those with less.
        public var isAbove: Bool

        /// Creates one.
        public init(measure: Measure, from: Int64, isAbove: Bool) {
            self.measure = measure
            self.from = from
            self.isAbove = isAbove
        }
    }

    /// A part of all answers.
    public enum Node: Sendable, Hashable {
        /// Answers with a measure below `from`, and the others, as positions of nodes.
        case split(Measure, from: Int64, below: Int, above: Int)
        /// What is left, as position of a node, without answers that cost at least the bound under
        /// prices: those that are named, or, under prices of lines, every supplier's orders of
        /// which that is true.
        case narrow(prices: Int, without: [Exclusion], below: Int)
        /// A part that is not divided; `nil` means that every price is 0 and that items which
        /// substitutes join are looked at together.
        case leaf(prices: Int?)
    }

    /// A price that is not 0.
    public struct Price: Sendable, Hashable {
        /// What is paid for.
        public enum Kind: UInt8, Sendable, Hashable {
            /// The block with an item as its first uses a supplier; never negative.
            case use
            /// A micro of goods value, from a supplier to all blocks.
            case value
            /// A micro of goods value, from a supplier to the block with an item as its first.
            case blockValue
            /// A unit from a supplier.
            case units
            /// A unit given to a line; never negative.
            case line
            /// A unit given to a line, paid to the supplier that it comes from. Such prices stand
            /// alone: what they prove is summed by supplier instead of by block.
            case demand
            /// The least share of a supplier in an item; never negative.
            case leastShare
            /// The largest share of a supplier in an item; never negative.
            case largestShare
            /// A hard rule that requires units; never negative.
            case rule
            /// One supplier more with an order; never negative.
            case suppliers
            /// A micro that budgets count; never negative.
            case budget
        }

        /// What is paid for.
        public var kind: Kind
        /// Position of the supplier, line or rule.
        public var first: Int32
        /// Position of the item, where the kind names one.
        public var second: Int32
        /// In 2⁻⁴⁰ micros.
        public var amount: Int128

        /// Creates a price.
        public init(kind: Kind, first: Int = 0, second: Int = 0, amount: Int128) {
            self.kind = kind
            self.first = Int32(first)
            self.second = Int32(second)
            self.amount = amount
        }
    }

    /// Items that substitutes join and that leaves with prices look at one by one, ascending.
    public var apart: [Int]
    /// The whole problem first.
    public var nodes: [Node]
    /// Sets of prices that leaves refer to.
    public var prices: [[Price]]
    /// What all leaves prove, in micros: where there is no answer, more than any would cost.
    public var bound: Int64

    /// Number of parts that are not divided.
    public var leafCount: Int {
        nodes.reduce(0) { count, node in
            guard case .leaf = node else { return count }
            return count + 1
        }
    }

    /// Gives the rules that prices name their positions in another problem.
    mutating func nameRules(_ position: (Int) -> Int) {
        for set in prices.indices {
            for index in prices[set].indices where prices[set][index].kind == .rule {
                prices[set][index].first = Int32(position(Int(prices[set][index].first)))
            }
        }
    }

    /// Creates a certificate.
    public init(apart: [Int], nodes: [Node], prices: [[Price]], bound: Int64) {
        self.apart = apart
        self.nodes = nodes
        self.prices = prices
        self.bound = bound
    }
}
