import {Receiver} from '../../src/receiver/receiver.ts'

/** Where a receiver was until just now. */
export async function urlOfNobody(): Promise<string> {
  await using receiver = await Receiver.start()
  return receiver.url
}
