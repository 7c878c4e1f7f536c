import ChildProcesses
import Foundation

/// An OpenSSH server for one test: on the loopback, a port of its own and keys made for it, run by
/// whoever runs the tests, and gone with the test.
struct LoopbackSFTP {
    /// What suppliers' files lie in, on the server's side.
    let folder: String
    let port: Int
    /// What `adapters/sftp.conf` of a workspace holds.
    let configuration: String
    private let server: ChildProgram

    private static let daemon = "/usr/sbin/sshd"
    /// Whether the server and the programs that speak with it are installed.
    static let isInstalled = [daemon, "/usr/bin/ssh-keygen", "/usr/bin/sftp"]
        .allSatisfy(FileManager.default.isExecutableFile)
    static let hasLFTP = FileManager.default.isExecutableFile(atPath: "/usr/bin/lftp")

    /// Starts the server below a folder; another is tried where its port was taken meanwhile.
    init(below root: String) throws {
        folder = root + "/server"
        for name in ["in", "out"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        for key in ["host", "user", "other"] {
            _ = try Self.said([
                "/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(root)/\(key)",
            ])
        }
        if getuid() == 0 {
            // Where a server that root runs gives its rights away.
            try FileManager.default.createDirectory(
                atPath: "/run/sshd", withIntermediateDirectories: true)
        }
        var attempt = 0
        while true {
            attempt += 1
            let port = try Self.freePort()
            let settings = """
                ListenAddress 127.0.0.1
                Port \(port)
                HostKey \(root)/host
                AuthorizedKeysFile \(root)/user.pub
                PidFile none
                StrictModes no
                UsePAM no
                PasswordAuthentication no
                Subsystem sftp internal-sftp

                """
            try settings.write(toFile: root + "/sshd_config", atomically: true, encoding: .utf8)
            let server = try ChildProgram(
                ChildCommand(arguments: [
                    "/bin/sh", "-c", "exec \(Self.daemon) -D -e -f '\(root)/sshd_config' 2>&1",
                ]))
            let line = try server.nextLine(withinMilliseconds: 20_000) ?? []
            let text = String(decoding: line, as: UTF8.self)
            if text.contains("listening") {
                self.server = server
                self.port = port
                break
            }
            server.end(withinMilliseconds: 0)
            guard attempt < 5 else { throw CocoaError(.fileNoSuchFile) }
        }
        let key = try String(contentsOfFile: root + "/host.pub", encoding: .utf8)
            .split(separator: " ").prefix(2).joined(separator: " ")
        try "[127.0.0.1]:\(port) \(key)\n".write(
            toFile: root + "/known_hosts", atomically: true, encoding: .utf8)
        configuration = """
            Host supplier 127.0.0.1
              HostName 127.0.0.1
              Port \(port)
              User \(NSUserName())
              IdentityFile \(root)/user
              IdentitiesOnly yes
              UserKnownHostsFile \(root)/known_hosts

            """
    }

    func end() { server.end(withinMilliseconds: 0) }

    private static func said(_ arguments: [String]) throws -> [UInt8] {
        let program = try ChildProgram(ChildCommand(arguments: arguments))
        defer { program.end(withinMilliseconds: 20_000) }
        return try program.lastOutput(withinMilliseconds: 20_000)
    }

    /// A port of the loopback that nobody listens on now.
    private static func freePort() throws -> Int {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(number) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, size) == 0 ? getsockname(number, $0, &size) : -1
            }
        }
        guard result == 0 else { throw CocoaError(.fileNoSuchFile) }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
