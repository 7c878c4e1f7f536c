/// What is decided about buying an item from a supplier.
public enum ItemSupplierStatus: String, Sendable, Hashable, CaseIterable {
    /// May be bought there; once an item has such a row, nowhere else.
    case approved
    /// Must not be bought there.
    case blocked
}

/// A decision about buying an item from a supplier.
public struct ItemSupplierRule: Sendable, Hashable {
    /// The item.
    public let item: ItemID
    /// The supplier.
    public let supplier: SupplierID
    /// What is decided.
    public let status: ItemSupplierStatus

    /// Creates an item supplier rule.
    public init(item: ItemID, supplier: SupplierID, status: ItemSupplierStatus) {
        self.item = item
        self.supplier = supplier
        self.status = status
    }
}

/// Bounds on a supplier's part of what is ordered of an item.
public struct ShareRule: Sendable, Hashable {
    /// The supplier.
    public let supplier: SupplierID
    /// The item.
    public let item: ItemID
    /// Least part, 0 to 1.
    public let minimumShare: FixedPoint
    /// Largest part, 0 to 1.
    public let maximumShare: FixedPoint

    /// Creates a share rule.
    public init(
        supplier: SupplierID, item: ItemID, minimumShare: FixedPoint, maximumShare: FixedPoint
    ) {
        self.supplier = supplier
        self.item = item
        self.minimumShare = minimumShare
        self.maximumShare = maximumShare
    }
}

/// From whom which item may be bought.
///
/// A blocked pair is forbidden whatever else is said of it. An item with any approved supplier may
/// be bought from approved suppliers only; an item without one from anybody who is not blocked.
public struct SupplierEligibility: Sendable, Hashable {
    private struct Pair: Sendable, Hashable {
        let item: ItemID
        let supplier: SupplierID
    }
    private let blocked: Set<Pair>
    private let approved: Set<Pair>
    private let itemsWithApproval: Set<ItemID>

    /// Reads the rules; their order and repetitions mean nothing.
    public init(_ rules: [ItemSupplierRule]) {
        func pairs(_ status: ItemSupplierStatus) -> Set<Pair> {
            Set(
                rules.lazy.filter { $0.status == status }
                    .map { Pair(item: $0.item, supplier: $0.supplier) })
        }
        blocked = pairs(.blocked)
        approved = pairs(.approved)
        itemsWithApproval = Set(approved.map(\.item))
    }

    /// Whether the rules let an item be bought from a supplier.
    public func isAllowed(item: ItemID, supplier: SupplierID) -> Bool {
        let pair = Pair(item: item, supplier: supplier)
        if blocked.contains(pair) { return false }
        return approved.contains(pair) || !itemsWithApproval.contains(item)
    }
}
