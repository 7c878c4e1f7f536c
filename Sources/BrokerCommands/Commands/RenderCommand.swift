import ArgumentParser
import BrokerService
import FlatFileEDI
import Procurement
import Storage
import SupplierAdapterKit
import WireFormats

/// A purchase order in a form that partners read, for a look.
struct RenderCommand: WorkspaceCommand {
    /// Forms by their names: those of documents, and `purchase-order/1`.
    enum Form: ExpressibleByArgument {
        case document(OrderDocumentFormat)
        case plain(OrderFormat)

        init?(argument: String) {
            if let format = OrderDocumentFormat(rawValue: argument) {
                self = .document(format)
            } else if let format = OrderFormat(rawValue: argument) {
                self = .plain(format)
            } else {
                return nil
            }
        }

        static var allValueStrings: [String] {
            OrderDocumentFormat.allCases.map(\.rawValue) + OrderFormat.allCases.map(\.rawValue)
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Writes a purchase order in a form that partners read; nothing leaves.",
        discussion: """
            The forms are \(Form.allValueStrings.joined(separator: ", ")). Without --as it is \
            the form that the supplier gets. Identifiers, separators, releases and units are \
            those of the supplier's settings (feeds/NAME.toml of kind purchase-orders), or as \
            the standard has them. Changes (x12-860, edifact-ordchg, cxml-change, \
            ubl-order-change, fixed-change) tell what we \
            asked for last with broker po change or cancel, or else what we closed since the \
            order was issued. The forms fixed and fixed-change write records as a \
            layout has them (Docs/Layouts.md), that of the supplier's settings or --layout. The \
            control number is the one that the order has or would get; none is taken.
            """)

    @OptionGroup var options: WorkspaceOptions

    @Argument(help: "The number of the order.")
    var number: String

    @Option(name: .customLong("as"), help: ArgumentHelp("The form.", valueName: "form"))
    var form: Form?

    @Option(
        help: ArgumentHelp("The layout instead, for the forms of records.", valueName: "file"))
    var layout: String?

    @Option(help: ArgumentHelp("The control number instead.", valueName: "number"))
    var control: Int?

    var writes: Bool { false }

    func validate() throws {
        if let control, !(1...999_999_999).contains(control) {
            throw ValidationError("--control must be from 1 to 999999999.")
        }
    }

    func run(in session: Session) throws {
        let order = try session.broker.purchaseOrder(PurchaseOrderNumber(number))
        let sink = try session.orderSink()
        let partner = sink.partner(order.supplier)
        let own = partner?.format.map { Form.document($0) }
        let wanted = try form ?? own ?? .plain(Self.plainFormat(of: order, in: session))
        let output = OutputBytes()
        defer { output.flush() }
        switch wanted {
        case .plain(let format):
            output.write(try sink.renderPlainly(order, as: format).bytes)
        case .document(let format):
            var profile = partner?.partner ?? PartnerProfile(supplier: order.supplier)
            if let layout {
                let start = profile
                profile = try InputBytes.parse(layout) { text throws(WireError) in
                    let own = try RecordLayout.parse(text)
                    return try format == .layoutChange
                        ? start.using(changes: own) : start.using(own)
                }
            }
            let written: WrittenOrder
            if format.isChange, let change = order.changes.last {
                written = try OrderDocuments.write(
                    change, of: order, as: format, for: profile,
                    controlNumber: control ?? partner?.previewNumber(of: order, change: change)
                        ?? 1)
            } else {
                written = try OrderDocuments.write(
                    order, as: format, for: profile,
                    controlNumber: control ?? partner?.previewNumber(of: order) ?? 1,
                    on: session.broker.policy.localTime(session.broker.now).date)
            }
            output.write(written.document.bytes)
            for change in written.changes { Console.note("note: \(change)") }
        }
    }

    private static func plainFormat(
        of order: PurchaseOrder, in session: Session
    ) throws -> OrderFormat {
        let suppliers = try session.storage.read { try $0.masterSnapshot() }.suppliers
        return suppliers.first { $0.id == order.supplier }?.orderFormat ?? .csv
    }
}
