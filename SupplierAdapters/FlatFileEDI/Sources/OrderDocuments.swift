public import Procurement
public import SupplierAdapterKit
internal import WireFormats

/// A purchase order as a document of a partner.
public struct WrittenOrder: Hashable, Sendable {
    /// The document.
    public let document: RenderedOrder
    /// Words that the format could not carry as they were, each in a sentence.
    public let changes: [String]
}

/// Writes purchase orders in the forms that partners read.
public enum OrderDocuments {
    /// Writes an order, or what we withdrew of it.
    ///
    /// The same order, profile and numbers give the same bytes for ever. Every document is read
    /// again before it is given out, and one that would be read as another order is refused
    /// (`document.reads-otherwise`), as is one that its format cannot carry exactly.
    /// - Parameters:
    ///   - controlNumber: the number of the interchange, 1 to 999,999,999; used by
    ///     formats that have one.
    ///   - sequence: which change of the order it is, from 1; used by changes.
    ///   - date: the day of a change.
    public static func write(
        _ order: PurchaseOrder, as format: OrderDocumentFormat, for partner: PartnerProfile,
        controlNumber: Int, sequence: Int = 1, on date: CalendarDate
    ) throws(AdapterError) -> WrittenOrder {
        let document =
            format.isChange
            ? try OrderDocument(changeOf: order, sequence: sequence, on: date)
            : OrderDocument(original: order)
        return try write(document, as: format, for: partner, controlNumber: controlNumber)
    }

    /// Writes a change that we ask for of an order, with the same care.
    ///
    /// Throws `document.no-change` where nothing says how the partner's records of changes are
    /// made.
    public static func write(
        _ change: OrderChange, of order: PurchaseOrder, as format: OrderDocumentFormat,
        for partner: PartnerProfile, controlNumber: Int
    ) throws(AdapterError) -> WrittenOrder {
        try write(
            OrderDocument(change, of: order), as: format.change, for: partner,
            controlNumber: controlNumber)
    }

    private static func write(
        _ document: OrderDocument, as format: OrderDocumentFormat, for partner: PartnerProfile,
        controlNumber: Int
    ) throws(AdapterError) -> WrittenOrder {
        let written: (bytes: [UInt8], changes: [WrittenChange])
        switch format {
        case .x12Order, .x12Change:
            written = try X12OrderWriter(
                document: document, partner: partner, controlNumber: controlNumber
            ).write()
        case .edifactOrder, .edifactChange:
            written = try EDIFACTOrderWriter(
                document: document, partner: partner, controlNumber: controlNumber
            ).write()
        case .cxmlOrder, .cxmlChange:
            written = try CXMLOrderWriter(document: document, partner: partner).write()
        case .ublOrder, .ublChange:
            written = try UBLOrderWriter(document: document, partner: partner).write()
        case .layoutOrder, .layoutChange:
            written = try LayoutOrderWriter(
                document: document, partner: partner, layout: try partner.layout(for: format),
                controlNumber: controlNumber
            ).write()
        }
        try check(written.bytes, document, format, partner)
        return WrittenOrder(
            document: RenderedOrder(
                format: format.rawValue, fileExtension: format.fileExtension,
                bytes: written.bytes),
            changes: written.changes.map(\.description))
    }

    /// Reads the document again, as the partner will.
    private static func check(
        _ bytes: [UInt8], _ document: OrderDocument, _ format: OrderDocumentFormat,
        _ partner: PartnerProfile
    ) throws(AdapterError) {
        let isX12 = format == .x12Order || format == .x12Change
        let expected = try ReadOrder(expected: document, partner, isX12: isX12)
        let isLayout = format == .layoutOrder || format == .layoutChange
        let layout = isLayout ? try partner.layout(for: format) : nil
        var difference: String?
        do throws(WireError) {
            var read = try OrderReading.read(bytes, as: format, partner: partner)
            if format == .cxmlChange { read.adoptDeletedQuantities(of: expected) }
            if format == .edifactChange { read.orderDate = expected.orderDate }
            if format == .ublChange, case .cancellation = document.purpose {
                // It names the order, and all of that.
                (read.lines, read.currency) = (expected.lines, expected.currency)
            }
            if let layout { read.adopt(expected, without: layout) }
            difference = read.difference(from: expected)
        } catch {
            difference = error.message
        }
        guard let difference else { return }
        throw AdapterError(
            code: "document.reads-otherwise", reaction: .giveUp,
            message: "Purchase order (\(document.number)) as \(format.rawValue) would be read as "
                + "another order: \(difference).",
            help: "Use another format for this supplier.")
    }
}

extension ReadOrder {
    /// A line that cXML takes back has the quantity 0: what it was is not said.
    mutating func adoptDeletedQuantities(of other: ReadOrder) {
        for index in lines.indices where lines[index].isDeleted && index < other.lines.count {
            lines[index].quantity = other.lines[index].quantity
        }
    }
}
