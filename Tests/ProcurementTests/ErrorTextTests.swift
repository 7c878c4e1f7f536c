import Procurement
import Testing

/// What people read when something is refused: code, what was found, what helps.
@Suite struct ErrorTextTests {
    @Test func anErrorIsItsCodeItsMessageAndItsHelp() {
        let error = ValueError(code: "value.sample", message: "It is so.", help: "Maybe not.")
        #expect(error.description == "value.sample: It is so. Maybe not.")
        #expect(ValueError(code: "a.b", message: "So.").description == "a.b: So.")
    }

    @Test func everyRefusalShowsWhatWasFoundAndWhatHelps() throws {
        let refusals: [(found: String, make: () throws -> Any)] = [
            ("\"1,5\"", { try FixedPoint(parsing: "1,5") }),
            ("\"0.0000001\"", { try FixedPoint(parsing: "0.0000001") }),
            ("\"99999999999999\"", { try FixedPoint(parsing: "99999999999999") }),
            ("\"euro\"", { try Currency("euro") }),
            ("\"piece\"", { try UnitOfMeasure("piece") }),
            ("0", { try UnitConversion(from: UnitOfMeasure("BX"), to: .each, factor: 0) }),
            ("12 EA", { try UnitConversion(from: .each, to: .each, factor: 12) }),
            ("-1.00 EUR", { try UnitPrice(money: money("-1"), per: pieces(1)) }),
            ("0 EA", { try UnitPrice(money: money("1"), per: pieces(0)) }),
            ("\"4.3.26\"", { try CalendarDate(parsing: "4.3.26") }),
            ("day 30 of month 2", { try CalendarDate(year: 2026, month: 2, day: 30) }),
            ("\"noon\"", { try Timestamp(parsing: "noon") }),
            ("\"9:30\"", { try TimeOfDay(parsing: "9:30") }),
            ("-1 days", { try LeadTime(days: -1, counting: .workingDays) }),
            (
                "\"idle\"",
                {
                    try WorkCalendar(name: "idle", workingWeekdays: [], holidays: [], cutOff: nil)
                }
            ),
            ("item", { try ItemID("") }), ("\" A\"", { try SupplierID(" A") }),
            ("121 characters", { try FeedName(String(repeating: "x", count: 121)) }),
            ("\"4711\"", { try BackOrderLineID(parsing: "4711") }),
            ("\"7\"", { try RoundNumber(parsing: "7") }),
        ]
        for refusal in refusals {
            let error = #expect(throws: ValueError.self) { try refusal.make() }
            let message = try #require(error?.message)
            #expect(message.contains(refusal.found))
            #expect(message.hasSuffix("."))
            #expect(try #require(error?.help).hasPrefix("Maybe "))
        }
    }

    @Test func failedCalculationsSayWhy() throws {
        let (euro, dollar) = (try Currency("EUR"), try Currency("USD"))
        let box = try UnitOfMeasure("BX")
        #expect(
            [
                MoneyError.currencyMismatch(expected: euro, found: dollar).description,
                MoneyError.arithmetic(.overflow).description,
                MoneyError.unusableWeights.description,
                QuantityError.unitMismatch(expected: .each, found: box).description,
                QuantityError.arithmetic(.divisionByZero).description,
            ] == [
                "an amount in USD where EUR is expected",
                "the result is larger than 9223372036854.775807",
                "the weights are negative or all zero",
                "a quantity in BX where EA is expected",
                "division by zero",
            ])
    }

    /// Every reason, with a state in which help differs.
    @Test func everyRefusedEventIsExplained() throws {
        let number = try PurchaseOrderNumber("PO-1")
        func text(
            _ reason: OrderError.Reason, _ state: PurchaseOrderState = .issued,
            _ event: PurchaseOrderEventKind = .lineReceived
        ) -> String {
            OrderError(order: number, state: state, event: event, reason: reason).description
        }
        #expect(
            text(.orderState, .closed)
                == "order.illegal-event: Purchase order PO-1 (closed) cannot receive goods. "
                + "Maybe it was settled before; look at the order.")
        #expect(
            text(.orderState, .issued, .issued)
                == "order.illegal-event: Purchase order PO-1 (issued) cannot be noted as issued.")
        #expect(text(.unknownLine(7)).contains("it has no line 7. Maybe"))
        #expect(text(.lineState(2, .received)).contains("line 2 is received. Maybe"))
        #expect(text(.quantityNotPositive(1, 0)).contains("the quantity (0) of line 1"))
        #expect(text(.quantityTooLarge(1, 9, atMost: 7)).contains("(9) of line 1 is more than 7."))
        #expect(text(.alreadyReceived(1, 3)).contains("3 of line 1 have come. Close the line"))
        #expect(text(.reasonMissing(1)).contains("line 1 is given no reason. Say why"))
    }
}
