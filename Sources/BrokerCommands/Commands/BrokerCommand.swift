package import ArgumentParser

/// The command line of the broker.
package struct BrokerCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "broker",
        abstract: "Buys what cannot be filled from stock, and follows it until it is there.",
        discussion: """
            A first day:
              broker init                 write a commented broker.toml and the folders
              broker doctor               see whether everything is in place
              broker intake               take in back orders, stock and suppliers' files
              broker round run            compute what to buy from whom
              broker round approve R-1 --hash …
              broker po issue R-1         hand the purchase orders over, each exactly once

            Exit codes: 0 done, 1 failed, 2 approval pending or changes found (only with
            --detailed-exitcode), 64 usage, 65 data rejected, 69 supplier unreachable,
            70 internal, 73 cannot write, 75 temporary: run again, 77 not allowed,
            78 configuration.
            """,
        version: "0.1.0",
        subcommands: [
            InitCommand.self, DoctorCommand.self, IntakeCommand.self, FeedCommand.self,
            BackOrderCommand.self, OfferCommand.self, SupplierCommand.self, RoundCommand.self,
            PurchaseOrderCommand.self, RunCommand.self, StatusCommand.self, SolveCommand.self,
            VerifyCommand.self, ScoreCommand.self, ExplainCommand.self, ScenariosCommand.self,
            FrontierCommand.self, CompareCommand.self, WhatIfCommand.self, ExportCommand.self,
            InspectCommand.self,
            PromiseCommand.self, PegCommand.self, NoticeCommand.self, ConsentCommand.self,
            FollowUpCommand.self, LeadTimeCommand.self, AdapterCommand.self,
            WebhookCommand.self, BackupCommand.self, RiskCommand.self,
            SubstituteCommand.self, CreditCommand.self,
        ])

    package init() {}
}
