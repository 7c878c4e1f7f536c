package import Procurement
package import Storage

/// The fence beside the database, what the database knows, and what it has forgotten.
package struct FenceStanding: Sendable, Hashable {
    /// What the fence says; `nil` if nothing was ever issued here.
    package let fence: IssueMark?
    package let database: IssueMark
    /// `nil` when the database knows all that the fence says.
    package let forgotten: ForgottenIssue?
}

extension Broker {
    /// Compares the database with the fence.
    package func fenceStanding() throws -> FenceStanding {
        // The fence first: whatever is issued in between only adds to the database.
        let mark = try fence.read()
        return try storage.read { storage in
            FenceStanding(
                fence: mark, database: try storage.issueMark(),
                forgotten: try mark?.forgotten(by: storage))
        }
    }

    /// Refuses to issue from a database that has forgotten what was issued.
    func requireUnbrokenFence() throws {
        guard let forgotten = try fenceStanding().forgotten else { return }
        throw Self.refusal(forgotten)
    }

    package static func refusal(_ forgotten: ForgottenIssue) -> ServiceError {
        ServiceError(
            .notAllowed, code: "issue.database-restored",
            message: "Nothing can be issued: the database is older than the last issue. "
                + forgotten.sentence,
            help: "Maybe a backup was restored. Tell the broker what left since (Restore in "
                + "Docs/Operating.md); broker po fence shows how to go on.")
    }

    /// Makes the fence say what the database knows; nothing is written if it does.
    func raiseFence() throws {
        let known = try storage.read { try $0.issueMark() }
        if try fence.read() != known { try fence.write(known) }
    }

    /// Goes on with a database that has forgotten what was issued, once a person has told the
    /// broker what that was.
    ///
    /// No number that was ever given is given again. Orders that this database holds as still to
    /// be sent are noted as sent if the fence knows that more had left than it does.
    ///
    /// - Parameter number: the highest number that the fence shows, as a sign that it was looked
    ///   at.
    /// - Returns: the orders that are now noted as sent.
    package func acceptFence(
        through number: Int, isDryRun: Bool = false
    ) throws -> [PurchaseOrderNumber] {
        let standing = try fenceStanding()
        guard standing.forgotten != nil, let mark = standing.fence else {
            throw ServiceError(
                .failed, code: "fence.nothing-to-accept",
                message: "The database knows all that was issued: there is nothing to accept.",
                help: "broker po fence shows both.")
        }
        guard number == mark.number else {
            throw ServiceError(
                .notAllowed, code: "fence.other-number",
                message: "The highest number that was given is \(mark.number), not \(number).",
                help: "Look at it (broker po fence) and accept what you see.")
        }
        let unsent =
            standing.database.departed < mark.departed
            ? try storage.read { try $0.outboxMessages() }.filter { $0.state != .sent } : []
        if isDryRun { return unsent.map(\.order) }
        try storage.write { storage in
            try storage.skipNumbers(of: .purchaseOrder, through: mark.number)
        }
        for message in unsent { try noteSent(message) }
        try fence.write(storage.read { try $0.issueMark() })
        return unsent.map(\.order)
    }
}

extension IssueFence {
    /// What a database has forgotten; `nil` when nothing.
    package func forgotten(by storage: any StorageReading) throws -> ForgottenIssue? {
        try read()?.forgotten(by: storage)
    }
}

extension IssueMark {
    fileprivate func forgotten(by storage: any StorageReading) throws -> ForgottenIssue? {
        let known = try storage.issueMark()
        if known.number < number { return .numbers(after: known.number, through: number) }
        let isKnown = order.isEmpty || (known.order == order && known.sha256 == sha256)
        if !isKnown {
            let isStored = try storage.outboxMessages().contains {
                $0.order.rawValue == order && $0.sha256 == sha256
            }
            if !isStored { return .document(order: order) }
        }
        return known.departed < departed
            ? .departures(known: known.departed, of: departed) : nil
    }
}

extension ForgottenIssue {
    /// What is forgotten, as a sentence.
    package var sentence: String {
        switch self {
        case .numbers(let known, let last):
            known + 1 == last
                ? "Number \(last) was given to a purchase order, and it knows nothing of that."
                : "Numbers \(known + 1) to \(last) were given to purchase orders, and it knows "
                    + "nothing of that."
        case .document(let order):
            "It does not know purchase order \(order) as it was issued."
        case .departures(let known, let all):
            "\(all) purchase orders have left, and it knows that of \(known)."
        }
    }
}
