/// A form of document in which purchase orders leave.
public enum OrderDocumentFormat: String, Hashable, Sendable, CaseIterable {
    /// X12 850, purchase order.
    case x12Order = "x12-850"
    /// X12 860, purchase order change by the buyer.
    case x12Change = "x12-860"
    /// UN/EDIFACT ORDERS.
    case edifactOrder = "edifact-orders"
    /// UN/EDIFACT ORDCHG.
    case edifactChange = "edifact-ordchg"
    /// cXML OrderRequest.
    case cxmlOrder = "cxml-order"
    /// cXML OrderRequest of type update or delete.
    case cxmlChange = "cxml-change"
    /// UBL 2.1 Order.
    case ublOrder = "ubl-order"
    /// UBL 2.1 OrderChange, or OrderCancellation of a whole order.
    case ublChange = "ubl-order-change"
    /// Records as the partner's layout has them.
    case layoutOrder = "fixed"
    /// Records of a change, as the partner's layout for changes has them.
    case layoutChange = "fixed-change"

    /// Whether it tells of changes to an order that was sent before.
    public var isChange: Bool {
        switch self {
        case .x12Change, .edifactChange, .cxmlChange, .ublChange, .layoutChange: true
        case .x12Order, .edifactOrder, .cxmlOrder, .ublOrder, .layoutOrder: false
        }
    }

    /// The form in which a change of an order of this form leaves.
    public var change: OrderDocumentFormat {
        switch self {
        case .x12Order, .x12Change: .x12Change
        case .edifactOrder, .edifactChange: .edifactChange
        case .cxmlOrder, .cxmlChange: .cxmlChange
        case .ublOrder, .ublChange: .ublChange
        case .layoutOrder, .layoutChange: .layoutChange
        }
    }

    /// Whether documents carry a control number, which must never be used twice.
    public var hasControlNumber: Bool {
        switch self {
        case .x12Order, .x12Change, .edifactOrder, .edifactChange, .layoutOrder, .layoutChange:
            true
        case .cxmlOrder, .cxmlChange, .ublOrder, .ublChange: false
        }
    }

    var fileExtension: String {
        switch self {
        case .x12Order, .x12Change: "x12"
        case .edifactOrder, .edifactChange: "edi"
        case .cxmlOrder, .cxmlChange, .ublOrder, .ublChange: "xml"
        case .layoutOrder, .layoutChange: "txt"
        }
    }
}
