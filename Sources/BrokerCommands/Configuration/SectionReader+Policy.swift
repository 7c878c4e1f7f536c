import BrokerService
import Procurement
import SupplierAdapterKit

extension SectionReader {
    mutating func sourcing(
        priorities: [PriorityClass]
    ) -> BrokerConfiguration.Sourcing? {
        let names = priorities.map { ($0.name, $0.name) }
        let priority = value("default_priority") { node throws(SettingRejection) in
            try node.word(names)
        }
        let perLine = count("maximum_suppliers_per_line")
        let perItem = count("maximum_suppliers_per_item")
        let inAll = count("maximum_suppliers_in_all")
        let gap = value("gap") { node throws(SettingRejection) in
            try node.decimal(in: .zero ... .one)
        }
        let timeLimit = value("time_limit_seconds") { node throws(SettingRejection) in
            try node.integer(in: 1...86_400)
        }
        let threads = value("threads") { node throws(SettingRejection) in
            try node.integer(in: 1...64)
        }
        let split = value("default_split") { node throws(SettingRejection) in
            try node.word(SplitRule.allCases.map { ($0.rawValue, $0) })
        }
        let arrivals = value("arrivals") { node throws(SettingRejection) in
            try node.word(ArrivalPolicy.allCases.map { ($0.rawValue, $0) })
        }
        guard let defaultPriority = priority ?? priorities.last?.name else { return nil }
        var sourcing = BrokerConfiguration.Sourcing(defaultPriority: defaultPriority)
        sourcing.maximumSuppliersPerLine = perLine
        sourcing.maximumSuppliersPerItem = perItem
        sourcing.maximumSuppliersInAll = inAll
        sourcing.gap = gap ?? sourcing.gap
        sourcing.timeLimitSeconds = timeLimit ?? sourcing.timeLimitSeconds
        sourcing.threads = threads ?? sourcing.threads
        sourcing.arrivals = arrivals ?? sourcing.arrivals
        sourcing.defaultSplit = split ?? sourcing.defaultSplit
        return sourcing
    }

    private mutating func count(_ key: String) -> Int? {
        value(key) { node throws(SettingRejection) in try node.integer(in: 1...Int.max) }
    }

    mutating func approval() -> BrokerConfiguration.Approval {
        var approval = BrokerConfiguration.Approval()
        approval.automaticRoundTotal = value("automatic_round_total") {
            node throws(SettingRejection) in try node.amount()
        }
        approval.automaticOrderTotal = value("automatic_order_total") {
            node throws(SettingRejection) in try node.amount()
        }
        if isWritten("automatic_order_total"), !isWritten("automatic_round_total") {
            noteMissing(
                "automatic_round_total",
                help: "Add the total up to which a round needs nobody; a limit for single orders "
                    + "alone switches nothing on.")
        }
        return approval
    }

    mutating func desk() -> BrokerConfiguration.Desk {
        var desk = BrokerConfiguration.Desk()
        let price = value("price_tolerance") { node throws(SettingRejection) in
            try node.decimal(in: .zero ... .one)
        }
        let days = value("late_tolerance_days") { node throws(SettingRejection) in
            try node.integer(in: 0...3_650)
        }
        let cancellation = value("cancellation") { node throws(SettingRejection) in
            try node.word(
                BrokerConfiguration.Desk.Cancellation.allCases.map { ($0.rawValue, $0) })
        }
        desk.cancellation = cancellation ?? desk.cancellation
        desk.priceTolerance = price ?? desk.priceTolerance
        desk.lateToleranceDays = days ?? desk.lateToleranceDays
        return desk
    }

    mutating func intake() -> BrokerConfiguration.Intake {
        var intake = BrokerConfiguration.Intake()
        let percent = value("minimum_rows_percent") { node throws(SettingRejection) in
            try node.integer(in: 0...100)
        }
        intake.minimumRowsPercent = percent ?? intake.minimumRowsPercent
        intake.backOrders = section("back_orders") { [file = intake.backOrders] in
            $0.intakeFile(otherwise: file)
        }
        intake.stock = section("stock") { [file = intake.stock] in $0.intakeFile(otherwise: file) }
        intake.inbound = section("inbound") { [file = intake.inbound] in
            $0.intakeFile(otherwise: file)
        }
        return intake
    }

    private mutating func intakeFile(
        otherwise: BrokerConfiguration.IntakeFile
    ) -> BrokerConfiguration.IntakeFile {
        var file = otherwise
        file.file = path("file", otherwise: otherwise.file)
        let format = value("format") { node throws(SettingRejection) in
            try node.word(BrokerConfiguration.IntakeFormat.allCases.map { ($0.rawValue, $0) })
        }
        let mode = value("mode") { node throws(SettingRejection) in
            try node.word(BrokerConfiguration.IntakeMode.allCases.map { ($0.rawValue, $0) })
        }
        let isRequired = value("required") { node throws(SettingRejection) in
            try node.boolean()
        }
        file.format = format ?? (file.file.lowercased().hasSuffix(".json") ? .json : .csv)
        file.mode = mode ?? otherwise.mode
        file.isRequired = isRequired ?? otherwise.isRequired
        return file
    }

    mutating func feedGuard(otherwise: SnapshotGuard.Limits) -> SnapshotGuard.Limits {
        let floor = value("bad_rows_floor") { node throws(SettingRejection) in
            try node.integer(in: 0...1_000_000_000)
        }
        let badRows = value("bad_rows_percent") { node throws(SettingRejection) in
            try node.integer(in: 0...100)
        }
        let rows = value("minimum_rows_percent") { node throws(SettingRejection) in
            try node.integer(in: 0...100)
        }
        let jump = value("price_jump_percent") { node throws(SettingRejection) in
            try node.integer(in: 1...1_000_000)
        }
        return SnapshotGuard.Limits(
            badRows: floor ?? otherwise.badRows,
            badRowsPercent: badRows ?? otherwise.badRowsPercent,
            leastRowsPercent: rows ?? otherwise.leastRowsPercent,
            priceJumpPercent: jump ?? otherwise.priceJumpPercent)
    }
}
