/// Something that we buy and sell.
public struct Item: Sendable, Hashable {
    /// The item.
    public let id: ItemID
    /// What it is called, for people.
    public let name: String
    /// The base unit, in which all our quantities of it are counted.
    public let unit: UnitOfMeasure
    /// What a surplus unit is worth, in the house currency.
    public let salvageValue: FixedPoint

    /// Creates an item.
    public init(id: ItemID, name: String, unit: UnitOfMeasure, salvageValue: FixedPoint) {
        self.id = id
        self.name = name
        self.unit = unit
        self.salvageValue = salvageValue
    }
}

/// An item that may be given instead of another, one unit for one unit.
///
/// One direction only; a substitute's substitute is none.
public struct Substitute: Sendable, Hashable {
    /// The item that is wanted.
    public let item: ItemID
    /// The item that may be given.
    public let substitute: ItemID
    /// What each unit given costs us in goodwill, in the house currency.
    public let cost: FixedPoint

    /// Creates a substitute.
    public init(item: ItemID, substitute: ItemID, cost: FixedPoint) {
        self.item = item
        self.substitute = substitute
        self.cost = cost
    }
}

/// Which of our items a supplier's part is, and how many are in one of the supplier's units.
public struct ItemReference: Sendable, Hashable {
    /// The supplier.
    public let supplier: SupplierID
    /// What the supplier calls it.
    public let supplierPart: SupplierPart
    /// What we call it.
    public let item: ItemID
    /// Base units of the item in one unit of the supplier, at least 1.
    public let baseUnits: Int64

    /// Creates an item reference.
    public init(supplier: SupplierID, supplierPart: SupplierPart, item: ItemID, baseUnits: Int64) {
        self.supplier = supplier
        self.supplierPart = supplierPart
        self.item = item
        self.baseUnits = baseUnits
    }
}
