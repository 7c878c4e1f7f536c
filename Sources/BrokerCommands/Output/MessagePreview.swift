import Procurement
package import SupplierAdapterKit

/// What files of answers, ship notices and receipts say, line by line, as a table.
package enum MessagePreview {
    package static var columns: [Listing.Column] {
        [
            .init("file"), .init("state"), .init("order"), .init("document"), .number("line"),
            .init("outcome"), .number("quantity"), .init("leaves"), .init("arrives"),
            .number("price"), .init("found"),
        ]
    }

    /// Adds what a file holds.
    package static func add(_ delivery: MessageDelivery, of file: String, to listing: inout Listing)
    {
        for delivered in delivery.messages {
            let message = delivered.message
            let about = about(
                message.change,
                [
                    message.note, message.isReadable ? "" : "could not be read",
                    message.replaces.map { "in the place of \($0)" } ?? "",
                ])
            if message.statements.isEmpty {
                listing.add(
                    row(file, message.kind.rawValue, message.order, message.document, found: about))
            }
            for statement in message.statements {
                listing.add(
                    row(
                        file, message.kind.rawValue, message.order, message.document, statement,
                        about))
            }
        }
        for answer in delivery.orderAnswers {
            let state = SupplierMessage.Kind.acknowledgment.rawValue
            let about = about(answer.change, [answer.note])
            for line in answer.answers {
                listing.add(
                    row(file, state, answer.order, answer.document, .answer(line), about))
            }
            var others = row(
                file, state, answer.order, answer.document,
                found: joined([answer.remark, about]))
            others[4] = .text(answer.answers.isEmpty ? "all" : "others")
            others[5] = .text(answer.others.rawValue)
            listing.add(others)
        }
        for notice in delivery.replacements where notice.isWithdrawal {
            listing.add([
                .text(file), .text("withdrawn"), .none, .text(notice.notice.description), .none,
                .none, .none, .none, .none, .none, .none,
            ])
        }
        for place in delivery.quarantined {
            listing.add([
                .text(file), .text("set aside"), .none, .none, .none, .none, .none, .none, .none,
                .none, .text("\(place.place): \(place.message)"),
            ])
        }
    }

    private static func row(
        _ file: String, _ state: String, _ order: PurchaseOrderNumber,
        _ document: SupplierDocumentID, found: String
    ) -> [Listing.Cell] {
        [
            .text(file), .text(state), .text(order.description), .text(document.description),
            .none, .none, .none, .none, .none, .none, found.isEmpty ? .none : .text(found),
        ]
    }

    private static func row(
        _ file: String, _ state: String, _ order: PurchaseOrderNumber,
        _ document: SupplierDocumentID, _ statement: SupplierMessage.Statement, _ about: String
    ) -> [Listing.Cell] {
        var cells = row(file, state, order, document, found: "")
        switch statement {
        case .answer(let answer):
            cells[4] = .text(String(answer.line))
            cells[5] = .text(answer.outcome.rawValue)
            cells[6] = stated(answer.quantity)
            cells[7] = stated(answer.shipDate)
            cells[8] = stated(answer.arrivalDate)
            cells[9] = stated(answer.price)
            let substitute = answer.substitute.map { "instead \($0)" } ?? ""
            cells[10] = text(joined([unit(answer.unit), answer.remark, substitute, about]))
        case .shipped(let part):
            cells[4] = .text(String(part.line))
            cells[6] = .text(part.quantity.description)
            cells[7] = .text(part.shippedOn.description)
            cells[8] = stated(part.arrivalDate)
            cells[10] = text(joined([unit(part.unit), part.tracking, about]))
        case .received(let part):
            cells[4] = .text(String(part.line))
            cells[6] = .text(part.quantity.description)
            cells[8] = .text(part.receivedOn.description)
            let damaged = part.damaged == .zero ? "" : "\(part.damaged) damaged"
            cells[10] = text(joined([damaged, about]))
        }
        return cells
    }

    private static func unit(_ code: String) -> String { code.isEmpty ? "" : "in \(code)" }

    private static func stated<Value: CustomStringConvertible & Hashable & Sendable>(
        _ value: Stated<Value>
    ) -> Listing.Cell {
        value.value.map { .text($0.description) } ?? .none
    }

    private static func text(_ words: String) -> Listing.Cell {
        words.isEmpty ? .none : .text(words)
    }

    private static func about(_ change: Int?, _ words: [String]) -> String {
        let answered = change.map { $0 == 0 ? "answers a change" : "answers change \($0)" } ?? ""
        return joined([answered] + words)
    }

    private static func joined(_ words: [String]) -> String {
        words.filter { !$0.isEmpty }.joined(separator: "; ")
    }
}
