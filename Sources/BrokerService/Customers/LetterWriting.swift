import OrderDesk
import Procurement
import Storage
import WireFormats

/// A letter as it leaves: its text from the template, and its bytes for the channel.
struct LetterWriting {
    let number: Int
    let draft: LetterDraft
    let order: BackOrderLine
    let item: Item?
    let option: DelayOption?
    /// What is offered for waiting.
    let credit: FixedPoint?
    /// What the customer could have in its place and has not agreed to, the earliest first.
    let substitutes: [OfferedSubstitute]
    let policy: BrokerPolicy
    let now: Timestamp

    var letter: LetterRecord {
        let channel = policy.notices.channel(of: draft.customer)
        let bytes = bytes(channel)
        let sha256 = sha256Hex(bytes)
        return LetterRecord(
            number: number, line: draft.line, through: draft.through, customer: draft.customer,
            kind: draft.kind, oldDate: draft.oldDate, newDate: draft.newDate,
            parts: draft.parts, choices: choices, option: option, isDelay: draft.isDelay,
            channel: channel.rawValue, folder: policy.notices.folder + channel.subfolder,
            fileName: "\(name)-\(sha256.prefix(8)).\(channel.fileExtension)", bytes: bytes,
            sha256: sha256, state: .intended, createdAt: now, changedAt: now)
    }

    private var name: String {
        let digits = String(number)
        return "N-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    private var choices: [ConsentAnswer] {
        draft.choices(
            option, mayDivide: order.split != .complete, hasSubstitute: !substitutes.isEmpty,
            hasCredit: credit != nil)
    }

    private var contact: CustomerContact {
        policy.notices.customers[draft.customer] ?? CustomerContact()
    }

    private var itemName: String {
        guard let item, !item.name.isEmpty else { return order.item.rawValue }
        return item.name
    }

    private var quantity: String { "\(order.openQuantity.value) \(order.openQuantity.unit.code)" }

    private func bytes(_ channel: NoticeChannel) -> [UInt8] {
        let (subject, text) = policy.notices.template(draft.kind).filled(values)
        switch channel {
        case .none: preconditionFailure("Without a channel no letter must be written.")
        case .text: return Array("\(subject)\n\n\(text)".utf8)
        case .json, .webhook: return JSONText.write(json(subject, text), sortsKeys: false)
        case .email, .smtp:
            return MailText(
                from: policy.notices.sender,
                to: MailAddress(name: contact.name, email: contact.email), subject: subject,
                date: now, identifier: "\(name).\(now.millisecondsSince1970)", text: text
            ).bytes
        }
    }

    private var values: [NoticeTemplate.Place: String] {
        let house = policy.letterhead
        return [
            .customer: draft.customer.rawValue,
            .name: contact.name.isEmpty ? draft.customer.rawValue : contact.name,
            .order: draft.line.order.rawValue, .line: draft.line.line,
            .item: order.item.rawValue,
            .itemName: itemName,
            .quantity: quantity, .needBy: "\(order.needByDate)",
            .oldDate: draft.oldDate.map { "\($0)" } ?? "",
            .newDate: draft.newDate.map { "\($0)" } ?? "",
            .parts: draft.parts.replacing(", ", with: "\n"), .reason: draft.reason,
            .credit: creditText, .substitute: substituteText,
            .choices: choicesText, .deadline: option.map { "\($0.deadline)" } ?? "",
            .silence: silenceText, .house: house.buyer.name,
            .contact: [house.contact.name, house.contact.email, house.contact.phone]
                .filter { !$0.isEmpty }.joined(separator: ", "),
            .number: name,
        ]
    }

    private var choicesText: String {
        guard let option, !choices.isEmpty else { return "" }
        let words = choices.map { choice in
            switch choice {
            case .wait: "wait for it"
            case .partial: "take the parts as they come"
            case .substitute: "take another item instead"
            case .cancel: "cancel it"
            case .credit: "wait for it and take the credit"
            }
        }
        return "\nYou may " + words.joined(separator: ", or ")
            + ". Please answer by \(option.deadline), naming \(name)."
    }

    private var money: Money? {
        credit.map { Money(amount: $0, currency: policy.currency) }
    }

    private var creditText: String {
        guard let option, let money else { return "" }
        return "\nIf you wait for it, we credit you \(money). Please tell us by "
            + "\(option.deadline) that you take it; after that day it lapses."
    }

    private var substituteText: String {
        guard option != nil, !substitutes.isEmpty else { return "" }
        let names = substitutes.map { "\($0.name), which our supplier offers for \($0.arrival)" }
        return "\nIn its place you could have \(names.joined(separator: ", or "))."
    }

    private var silenceText: String {
        switch option?.silence {
        case nil: ""
        case .nothing: "If we do not hear from you, the order stands as told here."
        case .wait:
            "If we do not hear from you by then, we take it that you agree to wait until "
                + "\(draft.newDate.map { "\($0)" } ?? "then"). You may cancel and be refunded "
                + "until it ships."
        case .cancel:
            "If you do not agree by then, the order is cancelled and what you paid for it is "
                + "refunded."
        }
    }

    private func json(_ subject: String, _ text: String) -> JSONValue {
        func string(_ text: String) -> JSONValue { JSONValue(.string(text)) }
        func date(_ date: CalendarDate?) -> JSONValue {
            date.map { string($0.description) } ?? JSONValue(.null)
        }
        let members: [(String, JSONValue)] = [
            ("format", string("customer-notice/1")), ("number", string(name)),
            ("written", string(now.description)), ("kind", string(draft.kind.rawValue)),
            ("customer", string(draft.customer.rawValue)), ("name", string(contact.name)),
            ("email", string(contact.email)), ("order", string(draft.line.order.rawValue)),
            ("line", string(draft.line.line)), ("item", string(order.item.rawValue)),
            ("quantity", string(order.openQuantity.value.description)),
            ("unit", string(order.openQuantity.unit.code)), ("needBy", date(order.needByDate)),
            ("oldDate", date(draft.oldDate)), ("newDate", date(draft.newDate)),
            ("parts", string(draft.parts)), ("reason", string(draft.reason)),
            ("choices", JSONValue(.array(choices.map { string($0.rawValue) }))),
            (
                "substitutes",
                JSONValue(
                    .array(
                        (option == nil ? [] : substitutes).map { substitute in
                            JSONValue(
                                .object([
                                    JSONMember("item", string(substitute.item.rawValue)),
                                    JSONMember("arrival", date(substitute.arrival)),
                                ]))
                        }))
            ),
            (
                "credit",
                money.map { money in
                    JSONValue(
                        .object([
                            JSONMember("amount", string(money.amount.description)),
                            JSONMember("currency", string(money.currency.code)),
                        ]))
                } ?? JSONValue(.null)
            ),
            ("deadline", date(option?.deadline)),
            ("silence", option.map { string($0.silence.rawValue) } ?? JSONValue(.null)),
            ("subject", string(subject)), ("text", string(text)),
        ]
        return JSONValue(.object(members.map { JSONMember($0.0, $0.1) }))
    }
}

extension NoticeChannel {
    fileprivate var fileExtension: String {
        switch self {
        case .none, .text: "txt"
        case .json, .webhook: "json"
        case .email, .smtp: "eml"
        }
    }

    /// Where a letter lies tells how it leaves, whatever is set by then.
    fileprivate var subfolder: String {
        switch self {
        case .none, .text, .json, .email: ""
        case .webhook: "/by-webhook"
        case .smtp: "/by-smtp"
        }
    }
}

/// What a customer could have in place of what it waits for.
struct OfferedSubstitute {
    let item: ItemID
    let name: String
    /// When a supplier says that its first unit could be here.
    let arrival: CalendarDate
}
