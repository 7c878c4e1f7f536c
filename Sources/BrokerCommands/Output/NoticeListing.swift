import BrokerService
import OrderDesk
import Procurement
import Storage
import SupplierAdapterKit

/// Notices, letters and consents as tables.
enum NoticeListing {
    /// A row for each notice, with what became of it.
    static func notices(
        _ notices: [Notice], letters: [LetterRecord], outlooks: [LetterOutlook]
    ) -> Listing {
        let lettersByLine = Dictionary(grouping: letters, by: \.line)
        let outlooksByLine = Dictionary(
            outlooks.map { ($0.line, $0) }, uniquingKeysWith: { first, _ in first })
        var listing = Listing([
            .init("line"), .init("customer"), .init("at"), .init("kind"), .init("before"),
            .init("date"), .init("parts"), .init("letter"), .init("state"), .init("reason"),
        ])
        for notice in notices {
            let letter = lettersByLine[notice.line]?.first { $0.through >= notice.sequence }
            let state =
                letter.map { $0.state == .sent ? "sent" : "to be handed over" }
                ?? outlooksByLine[notice.line].map { $0.hold?.words ?? "due" } ?? "line unknown"
            listing.add([
                .text(notice.line.description), .text(notice.customer.rawValue),
                .text(notice.at.description), .text(notice.kind.rawValue), cell(notice.oldDate),
                cell(notice.newDate), .text(notice.parts),
                letter.map { .number(Int64($0.number)) } ?? .none, .text(state),
                .text(notice.reason),
            ])
        }
        return listing
    }

    static func letters(_ letters: [LetterRecord]) -> Listing {
        var listing = Listing(letterColumns)
        for letter in letters { listing.add(cells(of: letter)) }
        return listing
    }

    /// For machines, every letter of a run: those that left, failed and wait, and why.
    static func outcomes(of report: LetterReport, isDryRun: Bool) -> Listing {
        var listing = Listing(letterColumns + [.init("state"), .init("code"), .init("message")])
        for letter in report.sent {
            listing.add(cells(of: letter) + [.text(isDryRun ? "due" : "sent"), .none, .none])
        }
        for (state, letters) in [("failed", report.failed), ("waiting", report.waiting)] {
            for (letter, error) in letters {
                listing.add(
                    cells(of: letter)
                        + [.text(state), .text(error.code), .text(error.message)])
            }
        }
        return listing
    }

    private static let letterColumns: [Listing.Column] = [
        .number("letter"), .init("line"), .init("customer"), .init("kind"), .init("before"),
        .init("date"), .init("choices"), .init("deadline"), .init("silence"), .init("file"),
    ]

    private static func cells(of letter: LetterRecord) -> [Listing.Cell] {
        [
            .number(Int64(letter.number)), .text(letter.line.description),
            .text(letter.customer.rawValue), .text(letter.kind.rawValue),
            cell(letter.oldDate), cell(letter.newDate),
            .text(letter.choices.map(\.rawValue).joined(separator: " ")),
            cell(letter.option?.deadline),
            letter.option.map { .text($0.silence.rawValue) } ?? .none,
            .text("\(letter.folder)/\(letter.fileName)"),
        ]
    }

    static func consents(_ consents: [CustomerConsent]) -> Listing {
        var listing = Listing([
            .init("line"), .init("at"), .init("answer"), .init("basis"), .number("letter"),
            .init("person"), .init("channel"), .init("evidence"),
        ])
        for consent in consents {
            listing.add([
                .text(consent.line.description), .text(consent.at.description),
                .text(consent.answer.rawValue), .text(consent.basis.rawValue),
                consent.letter.map { .number(Int64($0)) } ?? .none, .text(consent.person),
                .text(consent.channel), .text(consent.evidence),
            ])
        }
        return listing
    }

    private static func cell(_ date: CalendarDate?) -> Listing.Cell {
        date.map { .text($0.description) } ?? .none
    }
}

extension LetterHold {
    /// Why nothing leaves, in few words.
    var words: String {
        switch self {
        case .nothingNew: "nothing new since the last letter"
        case .noChannel: "no channel"
        case .noAddress: "no e-mail address"
        case .quiet(let until): "quiet until \(until)"
        case .cadence(let moment): "not before \(moment)"
        case .lineGone: "the line no longer waits"
        }
    }
}
