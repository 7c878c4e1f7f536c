import OrderDesk
import Procurement

/// Texts of letters that the house has of its own, `KIND.txt` in the folder of templates.
struct NoticeTemplates {
    let byKind: [NoticeKind: NoticeTemplate]

    /// Reads what is there; every text that is wrong is told at once.
    init(_ session: Session) throws {
        let folder = session.configuration.folders.templates
        var byKind: [NoticeKind: NoticeTemplate] = [:]
        var problems: [Problem] = []
        for kind in NoticeKind.allCases {
            let path = "\(folder)/\(kind.rawValue).txt"
            guard let bytes = try session.read(path) else { continue }
            do throws(NoticeTemplateError) {
                byKind[kind] = try NoticeTemplate(String(decoding: bytes, as: UTF8.self))
            } catch {
                problems.append(
                    Problem(
                        code: error.code, message: error.message,
                        place: Problem.Place(file: path, line: error.line, column: error.column),
                        help: error.help))
            }
        }
        if !problems.isEmpty { throw ConfigurationError(problems: problems) }
        self.byKind = byKind
    }
}
