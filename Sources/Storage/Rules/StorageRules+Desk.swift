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
                try requireWhole(answer.remark, of: owner)
                try requireNotNegative(answer.quantity.value, answer.price.value, of: owner)
            case .shipped(let part):
                try requireWhole(part.tracking, of: owner)
                try requireNotNegative(part.quantity, of: owner)
            case .received(let part):
                try requireNotNegative(part.quantity, part.damaged, of: owner)
                try require(
                    part.damaged <= part.quantity, "More of \(owner) is damaged than came.")
            }
        }
    }

    package static func check(_ record: DeskDecisionRecord) throws(StorageError) {
        let owner = "a decision about purchase order (\(record.order))"
        try requireKey(record.person, of: owner)
        try requireWhole(record.reason, of: owner)
        try require(record.decision.line >= 1, "The line of \(owner) must be at least 1.")
    }
}
