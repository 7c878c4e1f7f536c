import ArgumentParser
import BrokerCommands

@main
struct Main {
    static func main() {
        StandardStreams.occupyClosed()
        BrokerCommand.main()
    }
}
