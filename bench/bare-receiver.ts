import {createServer} from 'node:http'

/** Runs as a child process, answers every request with 200 and reports its port to the parent. */
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => response.end())
})
server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
process.on('disconnect', () => process.exit())
