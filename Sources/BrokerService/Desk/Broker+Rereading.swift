import Procurement
import Storage

/// Answers that waited because nobody knew what their unit is, and are read again once it is known.
extension Broker {
    /// An answer that says the same as one that waits for its unit, in units that are told apart
    /// now; `nil` where it says something else.
    ///
    /// It is a message of its own: what was stored stays, and the reading with the higher number
    /// holds. One that was read so before is that message.
    func rereading(
        _ message: SupplierMessage, of order: PurchaseOrder, known: [SupplierMessage]
    ) throws -> SupplierMessage? {
        guard message.kind == .acknowledgment else { return nil }
        var number = 2
        var latest = known.first {
            $0.kind == message.kind && $0.document == message.document
        }
        while let next = known.first(where: {
            $0.kind == message.kind && $0.document.rawValue == "\(message.document)/\(number)"
        }) {
            latest = next
            number += 1
        }
        guard let latest else { return nil }
        let same = try message.numbered(latest.document)
        if same == latest { return latest }
        guard try same.withoutUnits == latest.withoutUnits,
            try accounts(of: order).contains(where: {
                $0.document == latest.document && $0.waitsForUnit
            })
        else { return nil }
        return try message.numbered(SupplierDocumentID("\(message.document)/\(number)"))
    }

    /// The names of files whose answers wait because of a unit that nobody knows.
    func filesThatWaitForUnits() throws -> Set<String> {
        let orders = try storage.read { try $0.purchaseOrders() }.filter { !$0.state.isFinal }
        var names: Set<String> = []
        for order in orders {
            let documents = Set(
                try accounts(of: order).filter(\.waitsForUnit).compactMap(\.document))
            if documents.isEmpty { continue }
            for record in try storage.read({ try $0.deskMessages(of: order.number) })
            where documents.contains(record.message.document) {
                names.insert(Self.fileName(ofPlace: record.source))
            }
        }
        return names
    }

    /// The name of the file in a place such as `inbox/acme/answers.csv:3:1`.
    private static func fileName(ofPlace place: String) -> String {
        var parts = place.split(separator: ":", omittingEmptySubsequences: false)
        while parts.count > 1, let last = parts.last, Int(last) != nil { parts.removeLast() }
        let path = parts.joined(separator: ":")
        return path.split(separator: "/").last.map(String.init) ?? path
    }
}

extension LineAccount {
    /// Whether a part of the answer in force is counted in a unit that nobody knows, and nobody
    /// decided about it.
    fileprivate var waitsForUnit: Bool {
        progress.pending > 0 && parts.flatMap(\.objections).contains(where: \.isOfUnit)
    }
}

extension LineAccount.Objection {
    fileprivate var isOfUnit: Bool {
        if case .unit = self { true } else { false }
    }
}

extension SupplierMessage {
    /// The same under another number.
    fileprivate func numbered(_ number: SupplierDocumentID) throws(ValueError) -> SupplierMessage {
        try SupplierMessage(
            kind: kind, document: number, order: order, writtenAt: writtenAt,
            statements: statements, isReadable: isReadable, note: note, change: change,
            replaces: replaces)
    }
}
