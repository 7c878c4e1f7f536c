import FlatFileEDI
import Procurement
import SupplierAdapterKit
import Testing

/// What UBL says of a line beside its quantity: so much comes later.
struct UBLBackorderTests {
    private func answers(_ item: String) throws -> [LineAnswer] {
        let text = """
            <OrderResponse xmlns="urn:oasis:names:specification:ubl:schema:xsd:OrderResponse-2">
            <ID>SO-1</ID><IssueDate>2026-03-05</IssueDate><OrderResponseCode>CA</OrderResponseCode>
            <OrderReference><ID>PO-1</ID></OrderReference>
            <OrderLine><LineItem><ID>1</ID>\(item)</LineItem></OrderLine></OrderResponse>
            """
        let delivery = try DocumentMessages(
            name: FeedName("nordbolt"), settings: Settings.feed(Settings.inbound),
            environment: Settings.environment
        ).readMessages(TakenFile("a.xml", Array(text.utf8)))
        #expect(delivery.quarantined.isEmpty, "\(delivery.quarantined)")
        return delivery.messages.flatMap(\.message.statements).compactMap { statement in
            if case .answer(let answer) = statement { answer } else { nil }
        }
    }

    private static let promised =
        "<Delivery><PromisedDeliveryPeriod><EndDate>2026-03-20</EndDate></PromisedDeliveryPeriod>"
        + "</Delivery>"

    @Test func whatIsBackOrderedIsAPartOfItsOwnWithoutADay() throws {
        let all = try answers(
            "<LineStatusCode>3</LineStatusCode><Quantity unitCode=\"EA\">6</Quantity>"
                + "<MinimumBackorderQuantity unitCode=\"EA\">1</MinimumBackorderQuantity>"
                + "<MaximumBackorderQuantity unitCode=\"EA\">4</MaximumBackorderQuantity>"
                + Self.promised)
        #expect(all.map(\.outcome) == [.changed, .backOrdered])
        #expect(all.map { "\($0.quantity.value ?? .zero)" } == ["6", "4"])
        #expect(all[0].arrivalDate.value.map { "\($0)" } == "2026-03-20")
        #expect(all[1].arrivalDate == .notStated && all[1].line == 1)
    }

    @Test(arguments: [
        ("<MinimumBackorderQuantity>4</MinimumBackorderQuantity>", 2),
        ("<MaximumBackorderQuantity>0</MaximumBackorderQuantity>", 1),
        ("<MaximumBackorderQuantity/>", 1), ("", 1),
    ])
    func theLeastCountsWhereNoMostIsSaidAndNoneIsNone(item: String, count: Int) throws {
        let all = try answers("<LineStatusCode>3</LineStatusCode><Quantity>6</Quantity>" + item)
        #expect(all.count == count)
    }
}
