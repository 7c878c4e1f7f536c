import Procurement

extension StorageRules {
    package static func check(_ record: DeskMessageRecord) throws(StorageError) {
        let message = record.message
        let owner = "\(message.kind.rawValue) (\(message.document))"
        try requireWhole(record.source, message.note, of: owner)
        for statement in message.statements {
            try require(statement.line >= 1, "A line of \(owner) must be at least 1.")
            switch statement {
            case .answer(let answer):
                try requireWhole(answer.remark, answer.unit, of: owner)
                try requireNotNegative(answer.quantity.value, answer.price.value, of: owner)
            case .shipped(let part):
                try requireWhole(part.tracking, part.unit, of: owner)
                try requireNotNegative(part.quantity, of: owner)
            case .received(let part):
                try requireNotNegative(part.quantity, part.damaged, of: owner)
                try require(
                    part.damaged <= part.quantity, "More of \(owner) is damaged than came.")
            }
        }
    }

    package static func check(_ record: NoticeReplacementRecord) throws(StorageError) {
        try requireWhole(record.source, of: "what replaced ship notice (\(record.notice))")
    }

    package static func check(_ record: FollowUpRecord) throws(StorageError) {
        let owner = "a follow-up of \(record.order)"
        try requireKey(record.reason, of: owner)
        try requireKey(record.action, of: owner)
        try require(
            record.line >= 1 && record.attempt >= 1,
            "The line and the attempt of \(owner) must be at least 1.")
    }

    package static func check(_ record: PromiseRecord) throws(StorageError) {
        let owner = "promise (\(record.sequence)) of \(record.line)"
        try requireWhole(record.reason, of: owner)
        try require(record.sequence >= 1, "The sequence of \(owner) must be at least 1.")
        try require(
            (record.promised == nil) == (record.median == nil),
            "The \(owner) must have both its dates or none.")
        if let promised = record.promised, let median = record.median {
            try require(median <= promised, "The median of \(owner) lies after its date.")
        }
        try require(
            record.share == nil || record.promised != nil,
            "The \(owner) has a share without a date.")
        try require(
            (record.receipts ?? 0) >= 0 && (record.supplierReceipts ?? 0) >= 0,
            "A count of \(owner) is negative.")
    }

    package static func check(_ record: DeskDecisionRecord) throws(StorageError) {
        let owner = "a decision about purchase order (\(record.order))"
        try requireKey(record.person, of: owner)
        try requireWhole(record.reason, of: owner)
        try require(record.decision.line >= 1, "The line of \(owner) must be at least 1.")
    }
}
