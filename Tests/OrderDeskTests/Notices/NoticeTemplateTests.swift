import OrderDesk
import Procurement
import Testing

@Suite struct NoticeTemplateTests {
    @Test func placesAreFilledAndEmptyLinesOfPlacesLeftOut() throws {
        let template = try NoticeTemplate(
            "Subject: {order} for {{you}}\n\nDear {name},\n{parts}\n\nuntil {deadline}.\n")
        let filled = template.filled([.order: "O1", .name: "Ann", .deadline: "2026-03-09"])
        #expect(filled.subject == "O1 for {you}")
        #expect(filled.text == "Dear Ann,\n\nuntil 2026-03-09.\n")
    }

    @Test func aSubjectStaysOnOneLineWhateverIsFilledIn() throws {
        let template = try NoticeTemplate("Subject: {item_name}\n\nx\n")
        let subject = template.filled([.itemName: "a\r\nBcc: everybody@example.com"]).subject
        #expect(!subject.contains { $0.isNewline })
    }

    @Test(arguments: [
        ("Subject: x\n\nDear {nam},\n", "notice.template-placeholder", 3, 6),
        ("Subject: {\n\nx\n", "notice.template-placeholder", 1, 10),
        ("Subject: x\n\n{order\n", "notice.template-placeholder", 3, 1),
        ("Dear {name}\n", "notice.template-subject", 1, 1),
        ("Subject: x\nDear {name}\n", "notice.template-subject", 1, 1),
    ])
    func whatIsWrongIsNamedWithItsPlace(
        _ text: String, _ code: String, _ line: Int, _ column: Int
    ) {
        let error = #expect(throws: NoticeTemplateError.self) { try NoticeTemplate(text) }
        #expect(error?.code == code)
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test(arguments: NoticeKind.allCases)
    func everyKindHasATextThatNamesTheOrder(_ kind: NoticeKind) throws {
        let filled = try NoticeTemplate(NoticeTemplate.text(kind)).filled([
            .order: "O-77", .itemName: "Apple", .quantity: "3 EA", .line: "1", .name: "Ann",
        ])
        #expect(filled.subject.contains("O-77"))
        #expect(filled.text.contains("3 EA of Apple (order O-77, line 1)"))
    }
}
