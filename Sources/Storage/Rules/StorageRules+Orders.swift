package import Procurement

extension StorageRules {
    package static func check(_ round: RoundRecord) throws(StorageError) {
        let owner = "round (\(round.number))"
        try requireDigest(round.hash, of: owner)
        try requireWhole(round.approvedBy, of: owner)
        try require(
            (round.state == .proposed) == (round.approvedAt == nil)
                && (round.state != .proposed || round.approvedBy.isEmpty),
            "\(owner) must say who approved it, and when, exactly if it is no longer proposed.")
        var components: Set<TextKey> = []
        for input in round.inputs {
            try requireWhole(input.component, input.fingerprint, of: owner)
            try require(
                components.insert(TextKey(input.component)).inserted,
                "\(owner) must name its input (\(input.component)) once.")
        }
    }

    package static func check(_ order: PurchaseOrder) throws(StorageError) {
        let owner = "purchase order (\(order.number))"
        for address in [order.buyer, order.shipTo] {
            try requireWhole(
                address.name, address.city, address.postalCode, address.country, of: owner)
            for line in address.lines { try requireWhole(line, of: owner) }
        }
        try requireWhole(
            order.contact.name, order.contact.email, order.contact.phone, order.paymentTerms,
            order.incoterm, of: owner)
        for line in order.lines {
            try requireWhole(line.description, of: owner)
        }
    }

    package static func check(
        _ event: PurchaseOrderEventRecord, of order: PurchaseOrder
    ) throws(StorageError) {
        let owner = "an event of purchase order (\(order.number))"
        try require(
            event.order == order.number,
            "An event of purchase order (\(event.order)) must not be stored with purchase order "
                + "(\(order.number)).")
        try requireKey(event.event, of: owner)
        try requireWhole(event.reason, of: owner)
        try require(event.sequence >= 1, "The sequence (\(event.sequence)) of \(owner) is not 1…")
        try require(
            event.quantity >= 0, "The quantity (\(event.quantity)) of \(owner) is negative.")
        try require(event.line ?? 1 >= 1, "The line of \(owner) must be at least 1.")
    }

    package static func check(_ change: OrderChange) throws(StorageError) {
        let owner = "change (\(change.sequence)) of purchase order (\(change.order))"
        try requireWhole(change.person, change.reason, of: owner)
        try require(
            change.requests.allSatisfy { $0.line >= 1 }, "A line of \(owner) must be at least 1.")
    }

    package static func check(_ message: OutboxMessage) throws(StorageError) {
        let owner = "outbox message (\(message.id))"
        try requireKey(message.id, of: "an outbox message of \(message.order)")
        try requireKey(message.fileName, of: owner)
        try requireWhole(message.format, message.folder, of: owner)
        try requireDigest(message.sha256, of: owner)
        try require(message.revision >= 0, "The revision of \(owner) must not be negative.")
    }

    package static func check(_ run: RunRecord) throws(StorageError) {
        let owner = "run (\(run.id))"
        try requireKey(run.id, of: "a run")
        try requireWhole(run.slot ?? "", run.report, of: owner)
        try require(
            (0...255).contains(run.exitCode ?? 0),
            "The exit code (\(run.exitCode ?? 0)) of \(owner) must be from 0 to 255.")
    }
}
