// swift-tools-version: 6.2
import PackageDescription

// BROKER_STRICT=1 is the gate of continuous integration: every warning in our own targets is an
// error, and every public type says whether it is Sendable.
let strict = Context.environment["BROKER_STRICT"] == "1"

let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
        .enableUpcomingFeature("ExistentialAny"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
        .enableUpcomingFeature("MemberImportVisibility"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
        .enableUpcomingFeature("InternalImportsByDefault"),
    ]
    + (strict ? [.treatAllWarnings(as: .error), .unsafeFlags(["-require-explicit-sendable"])] : [])

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(name)", swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

let package = Package(
    name: "SourcingBroker",
    platforms: [.macOS(.v15)],
    products: [
        // What adapters of others are built and tested with.
        .library(name: "SupplierAdapterKit", targets: ["SupplierAdapterKit"]),
        .library(name: "SupplierAdapterTesting", targets: ["SupplierAdapterTesting"]),
        .executable(name: "broker", targets: ["broker"]),
        .executable(name: "broker-dev", targets: ["broker-dev"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // What others embed: nothing beyond the toolchain.
        .target(name: "CPlatform", path: "Sources/CPlatform"),
        library("WireFormats"),
        library("DurableFiles", ["CPlatform"]),
        library("Procurement"),
        library("SourcingEngine"),
        library("ChildProcesses", ["CPlatform"]),
        .target(
            name: "CWebClient", path: "Sources/CWebClient",
            linkerSettings: [.linkedLibrary("curl")]),
        library("WebClient", ["CWebClient", "WireFormats"]),
        library("SupplierAdapterKit", ["DurableFiles", "Procurement", "WireFormats"]),
        library(
            "SupplierAdapterTesting",
            ["ChildProcesses", "Procurement", "SupplierAdapterKit", "WireFormats"]),

        // The application.
        library("SourcingExchange", ["SourcingEngine", "WireFormats"]),
        library("SourcingVerification", ["WireFormats"]),
        library("Storage", ["Procurement"]),
        library(
            "StorageSQLite",
            ["Procurement", "Storage", .product(name: "GRDB", package: "GRDB.swift")]),
        library("OrderDesk", ["Procurement"]),
        library(
            "LetterDelivery",
            ["DurableFiles", "Procurement", "SupplierAdapterKit", "WebClient"]),
        library(
            "BrokerService",
            [
                "OrderDesk", "Procurement", "SourcingEngine", "SourcingExchange", "Storage",
                "SupplierAdapterKit", "WireFormats", crypto,
            ]),
        library(
            "BrokerCommands",
            [
                "BrokerService", "ChildProcesses", "DurableFiles", "ExternalProcess", "FileDrop",
                "FlatFileEDI", "HTTPFeed", "LetterDelivery", "OrderDesk", "Procurement",
                "SourcingEngine", "SourcingExchange", "SourcingVerification", "Storage",
                "StorageSQLite",
                "SupplierAdapterTesting",
                "SupplierAdapterKit", "WebClient", "WireFormats", argumentParser,
                .product(name: "TOMLKit", package: "TOMLKit"),
            ]),
        .executableTarget(
            name: "broker-dev",
            dependencies: [
                "ChildProcesses", "FileDrop", "FlatFileEDI", "Procurement", "SourcingEngine",
                "SourcingExchange", "SupplierAdapterKit", "Template", "WireFormats",
                argumentParser,
            ],
            path: "Sources/broker-dev", swiftSettings: settings),
        .executableTarget(
            name: "broker", dependencies: ["BrokerCommands", argumentParser],
            path: "Sources/broker", swiftSettings: settings),

        // Supplier adapters, each in its folder; they see nothing but what others see too.
        .target(
            name: "FileDrop",
            dependencies: [
                "ChildProcesses", "DurableFiles", "Procurement", "SupplierAdapterKit",
                "WireFormats",
            ],
            path: "SupplierAdapters/FileDrop/Sources", packageAccess: false,
            swiftSettings: settings),
        .target(
            name: "FlatFileEDI",
            dependencies: [
                "DurableFiles", "FileDrop", "Procurement", "SupplierAdapterKit", "WireFormats",
            ],
            path: "SupplierAdapters/FlatFileEDI/Sources", packageAccess: false,
            swiftSettings: settings),
        .target(
            name: "ExternalProcess",
            dependencies: [
                "ChildProcesses", "DurableFiles", "FileDrop", "FlatFileEDI", "Procurement",
                "SupplierAdapterKit", "WireFormats",
            ],
            path: "SupplierAdapters/ExternalProcess/Sources", packageAccess: false,
            swiftSettings: settings),
        .target(
            name: "HTTPFeed",
            dependencies: [
                "DurableFiles", "FileDrop", "FlatFileEDI", "Procurement", "SupplierAdapterKit",
                "WebClient", "WireFormats",
            ],
            path: "SupplierAdapters/HTTPFeed/Sources", packageAccess: false,
            swiftSettings: settings),
        .target(
            name: "Template",
            dependencies: ["DurableFiles", "Procurement", "SupplierAdapterKit", "WireFormats"],
            path: "SupplierAdapters/Template/Sources", packageAccess: false,
            swiftSettings: settings),

        // Tests.
        .target(
            name: "TestSupport", dependencies: ["ChildProcesses"], path: "Tests/TestSupport",
            exclude: ["hostile_mail.py", "hostile_server.py"],
            swiftSettings: settings),
        tests("ProcurementTests", ["Procurement"]),
        tests("WireFormatsTests", ["TestSupport", "WireFormats"]),
        tests("DurableFilesTests", ["DurableFiles"]),
        tests("SupplierAdapterKitTests", ["Procurement", "SupplierAdapterKit"]),
        tests("SourcingEngineTests", ["SourcingEngine"]),
        tests(
            "SourcingExchangeTests",
            [
                "SourcingEngine", "SourcingExchange", "SourcingVerification", "TestSupport",
                "WireFormats",
            ]),
        tests("SourcingVerificationTests", ["SourcingVerification", "TestSupport"]),
        tests(
            "StorageTests",
            [
                "Procurement", "Storage", "StorageSQLite", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests("OrderDeskTests", ["OrderDesk", "Procurement"]),
        tests(
            "BrokerServiceTests",
            [
                "BrokerService", "FileDrop", "OrderDesk", "Procurement", "SourcingEngine",
                "Storage", "SupplierAdapterKit", "TestSupport",
            ]),
        tests(
            "BrokerCommandsTests",
            [
                "BrokerCommands", "BrokerService", "FileDrop", "FlatFileEDI", "LetterDelivery",
                "OrderDesk", "Procurement", "Storage", "SupplierAdapterKit", "TestSupport",
                "WireFormats", "broker", argumentParser,
            ]),
        .testTarget(
            name: "FileDropTests",
            dependencies: [
                "ChildProcesses", "FileDrop", "Procurement", "SupplierAdapterKit", "TestSupport",
                "WireFormats",
            ],
            path: "SupplierAdapters/FileDrop/Tests", swiftSettings: settings),
        .testTarget(
            name: "FlatFileEDITests",
            dependencies: [
                "FileDrop", "FlatFileEDI", "Procurement", "SupplierAdapterKit", "TestSupport",
                "WireFormats",
            ],
            path: "SupplierAdapters/FlatFileEDI/Tests", swiftSettings: settings),
        .testTarget(
            name: "ExternalProcessTests",
            dependencies: [
                "ChildProcesses", "ExternalProcess", "FlatFileEDI", "Procurement",
                "SupplierAdapterKit",
                "TestSupport",
            ],
            path: "SupplierAdapters/ExternalProcess/Tests",
            swiftSettings: settings),
        .testTarget(
            name: "HTTPFeedTests",
            dependencies: [
                "FlatFileEDI", "HTTPFeed", "Procurement", "SupplierAdapterKit",
                "SupplierAdapterTesting",
                "TestSupport", "WebClient", "WireFormats", crypto,
            ],
            path: "SupplierAdapters/HTTPFeed/Tests", swiftSettings: settings),
        .testTarget(
            name: "TemplateTests",
            dependencies: [
                "Procurement", "SupplierAdapterKit", "SupplierAdapterTesting", "Template",
                "TestSupport",
            ],
            path: "SupplierAdapters/Template/Tests", swiftSettings: settings),
        tests(
            "SupplierAdapterTestingTests",
            [
                "ChildProcesses", "Procurement", "SupplierAdapterKit", "SupplierAdapterTesting",
                "TestSupport", "broker-dev",
            ]),
        tests(
            "LetterDeliveryTests",
            [
                "FileDrop", "LetterDelivery", "Procurement", "SupplierAdapterKit", "TestSupport",
                "WebClient", crypto,
            ]),
        tests("ChildProcessesTests", ["ChildProcesses"]),
        tests("BrokerDevTests", ["SourcingEngine", "TestSupport", "broker-dev", argumentParser]),
        tests("EndToEndTests", ["TestSupport", "broker"]),
        tests("RepositoryTests", ["TestSupport", "broker"]),
    ]
)
