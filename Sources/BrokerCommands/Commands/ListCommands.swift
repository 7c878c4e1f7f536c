import ArgumentParser
import BrokerService
import Procurement
import Storage

struct OfferCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offer", abstract: "What suppliers offer.",
        subcommands: [List.self], defaultSubcommand: List.self)

    struct List: WorkspaceCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the offers in force.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "Only offers of this item.")
        var item: String?

        @Option(help: "Only offers of this supplier.")
        var supplier: String?

        var writes: Bool { false }

        func run(in session: Session) throws {
            let offers = try session.storage.read { try $0.offers() }.filter {
                (item == nil || $0.item.rawValue == item)
                    && (supplier == nil || $0.supplier.rawValue == supplier)
            }
            var listing = Listing([
                .init("item"), .init("supplier"), .init("part"), .number("price"),
                .number("per"), .init("currency"), .number("breaks"), .number("minimum"),
                .number("multiple"), .number("on_hand"), .init("lead_time"),
                .init("valid_through"), .init("state"), .init("feed"),
            ])
            for offer in offers.sorted(by: { ($0.item, $0.id) < ($1.item, $1.id) }) {
                listing.add(Self.row(offer))
            }
            listing.print(
                output.format,
                empty: item == nil && supplier == nil
                    ? "no offers: broker intake reads the feeds"
                    : "no offer in force is of that item and supplier")
        }

        private static func row(_ offer: Offer) -> [Listing.Cell] {
            let first = offer.priceBreaks.first
            return [
                .text(offer.item.rawValue), .text(offer.supplier.rawValue),
                .text(offer.supplierPart.rawValue),
                first.map { .amount($0.price.money.amount.description) } ?? .none,
                first.map { .amount($0.price.per.value.description) } ?? .none,
                .text(first?.price.money.currency.code ?? ""),
                .number(Int64(offer.priceBreaks.count)),
                .amount(offer.orderRules.minimumQuantity.value.description),
                .amount(offer.orderRules.orderMultiple.value.description),
                offer.availability.onHand.value.map { .amount($0.value.description) } ?? .none,
                offer.leadTime.value.map { .text($0.description) } ?? .none,
                offer.validity.through.map { .text($0.description) } ?? .none,
                .text(offer.isStale ? "stale" : "fresh"), .text(offer.feed.rawValue),
            ]
        }
    }
}

struct SupplierCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "supplier", abstract: "Whom we buy from.",
        subcommands: [List.self, Scorecard.self], defaultSubcommand: List.self)

    struct List: WorkspaceCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the suppliers.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions
        var writes: Bool { false }

        func run(in session: Session) throws {
            let (suppliers, offers) = try session.storage.read {
                (try $0.masterSnapshot().suppliers, try $0.offers())
            }
            let countsBySupplier = Dictionary(grouping: offers, by: \.supplier)
                .mapValues(\.count)
            var listing = Listing([
                .init("supplier"), .init("name"), .number("offers"), .number("order_cost"),
                .number("minimum_order_value"), .number("minimum_order_surcharge"),
                .number("freight"), .number("free_freight_from"), .number("maximum_units"),
                .number("maximum_value"), .init("calendar"), .init("order_format"),
                .init("state"),
            ])
            for supplier in suppliers.sorted(by: { $0.id < $1.id }) {
                let terms = supplier.terms
                listing.add([
                    .text(supplier.id.rawValue), .text(supplier.name),
                    .number(Int64(countsBySupplier[supplier.id] ?? 0)),
                    .amount(terms.orderCost.description),
                    .amount(terms.minimumOrderValue.description),
                    terms.minimumOrderSurcharge.map { .amount($0.description) } ?? .none,
                    .amount(terms.freight.description),
                    terms.freeFreightFrom.map { .amount($0.description) } ?? .none,
                    terms.maximumUnits.map { .number($0) } ?? .none,
                    terms.maximumValue.map { .amount($0.description) } ?? .none,
                    .text(supplier.calendar), .text(supplier.orderFormat.rawValue),
                    .text(supplier.isBlocked ? "blocked" : "open"),
                ])
            }
            listing.print(output.format, empty: "no suppliers: broker intake reads suppliers.csv")
        }
    }
}

struct BackOrderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backorder", abstract: "Customers' lines that wait for supply.",
        subcommands: [List.self, Show.self], defaultSubcommand: List.self)

    struct List: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the lines with what covers them and what must be bought.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Option(help: "Only lines of this item.")
        var item: String?

        @Flag(help: "Also lines that the order system has withdrawn.")
        var all = false

        var writes: Bool { false }

        func run(in session: Session) throws {
            let (lines, inputs) = try session.storage.read {
                (try $0.backOrderLines(), try RoundInputs(from: $0))
            }
            let plan = try session.broker.requirementPlan(of: inputs)
            let coverage = Dictionary(
                plan.coverage.map { ($0.line, $0) }, uniquingKeysWith: { first, _ in first })
            var listing = Listing([
                .init("line"), .init("customer"), .init("item"), .number("open"),
                .init("need_by"), .init("priority"), .number("covered"), .number("to_buy"),
                .init("split"), .init("status"),
            ])
            for line in lines.sorted(by: { $0.id < $1.id })
            where (all || line.status == .open) && (item == nil || line.item.rawValue == item) {
                let required = coverage[line.id]?.required.wholeUnits ?? 0
                let open = line.openQuantity.wholeUnits ?? 0
                let isCancelled = inputs.cancelled.contains(line.id)
                let isOpen = line.status == .open && !isCancelled
                listing.add([
                    .text(line.id.description), .text(line.customer.rawValue),
                    .text(line.item.rawValue), .number(open),
                    .text(line.needByDate.description), .text(line.priority),
                    .number(isOpen ? open - required : 0), .number(isOpen ? required : 0),
                    .text(line.split.rawValue),
                    .text(isCancelled ? "cancelled" : line.status.rawValue),
                ])
            }
            listing.print(
                output.format,
                empty: lines.isEmpty
                    ? "no back orders: broker intake reads them"
                    : "no open line" + (item.map { " of item \($0)" } ?? ""))
        }
    }

    struct Show: WorkspaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a line and the chain of supply behind it.")

        @OptionGroup var options: WorkspaceOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The line, as ORDER/LINE.")
        var line: String

        var writes: Bool { false }

        func run(in session: Session) throws {
            let id = try BackOrderLineID(parsing: line)
            let (lines, inputs) = try session.storage.read {
                (try $0.backOrderLines(), try RoundInputs(from: $0))
            }
            guard let line = lines.first(where: { $0.id == id }) else {
                throw ServiceError(
                    .failed, code: "backorder.unknown",
                    message: "There is no back-order line (\(id)).",
                    help: "broker backorder list names the lines there are.")
            }
            let plan = try session.broker.requirementPlan(of: inputs)
            var listing = Listing([.init("what"), .number("units"), .init("when")])
            for source in plan.coverage.first(where: { $0.line == id })?.sources ?? [] {
                listing.add(Self.row(source))
            }
            let required = plan.coverage.first { $0.line == id }?.required.wholeUnits ?? 0
            listing.add([.text("to buy"), .number(required), .none])
            if output.format == .text {
                printHead(line, isCancelled: inputs.cancelled.contains(id))
            }
            listing.print(output.format, empty: "")
        }

        private func printHead(_ line: BackOrderLine, isCancelled: Bool) {
            let open = line.status == .open ? "open" : "withdrawn by the order system"
            Console.out(
                "\(line.id) · \(line.customer) · \(line.openQuantity.value) "
                    + "\(line.openQuantity.unit.code) of \(line.item) by \(line.needByDate)")
            Console.out(
                "priority \(line.priority) · split \(line.split.rawValue) · substitutes "
                    + "\(line.acceptsSubstitute ? "accepted" : "not accepted") · "
                    + (isCancelled ? "cancelled, see broker consent list" : open) + "\n")
        }

        private static func row(_ source: CoverageSource) -> [Listing.Cell] {
            let units = Listing.Cell.number(source.quantity.wholeUnits ?? 0)
            switch source.origin {
            case .stock(let location):
                let place = location.isEmpty ? "" : " at \(location)"
                return [.text("from stock\(place)"), units, .text("now")]
            case .ownOrder(let number, let line, let expectedDate):
                return [
                    .text("purchase order \(number) line \(line)"), units,
                    .text(expectedDate.description),
                ]
            case .inbound(let reference, let expectedDate):
                return [.text("inbound \(reference)"), units, .text(expectedDate.description)]
            }
        }
    }
}
