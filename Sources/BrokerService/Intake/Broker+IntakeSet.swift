import Storage

/// The files of ours that an intake reads, with how each is meant.
package struct IntakeSet: Sendable {
    package struct Document: Sendable {
        package let source: IntakeSource
        package let mode: IntakeMode

        package init(source: IntakeSource, mode: IntakeMode) {
            self.source = source
            self.mode = mode
        }
    }

    package var master: [MasterFile: IntakeSource]
    package var backOrders: Document?
    package var stock: Document?
    package var inbound: Document?

    package init(
        master: [MasterFile: IntakeSource] = [:], backOrders: Document? = nil,
        stock: Document? = nil, inbound: Document? = nil
    ) {
        self.master = master
        self.backOrders = backOrders
        self.stock = stock
        self.inbound = inbound
    }
}

extension Broker {
    /// Takes the house's own files in: reference data first, because the rest refers to it.
    ///
    /// Where that is refused nothing else is read: each item that it would have named would be
    /// reported as unknown.
    package func takeIn(
        _ set: IntakeSet, acceptsDrop: Bool = false
    ) throws -> [IntakeReport] {
        var reports = [try takeInMaster(set.master)]
        if reports.isMasterRefused { return reports }
        if let document = set.backOrders {
            reports.append(
                try takeInBackOrders(
                    document.source, mode: document.mode, acceptsDrop: acceptsDrop))
        }
        if let document = set.stock {
            reports.append(
                try takeInStock(document.source, mode: document.mode))
        }
        if let document = set.inbound {
            reports.append(
                try takeInInbound(document.source, mode: document.mode))
        }
        return reports
    }
}

extension [IntakeReport] {
    /// Whether the reference data could not be taken, so that no other file may be read.
    package var isMasterRefused: Bool {
        contains { $0.kind == .master && $0.status == .refused }
    }
}
