import {expect, test} from 'vitest'
import {isLoopbackAddress, isLoopbackName} from '../../src/core/net/loopback.ts'

test.each([
  '127.0.0.1',
  '127.255.255.254',
  '127.0.0.0',
  '::1',
  '::ffff:127.0.0.1',
  '::FFFF:127.1.2.3',
  '::ffff:7f00:1',
  '::ffff:7fff:ffff',
])('the address %s is loopback', (address) => {
  expect(isLoopbackAddress(address)).toBe(true)
})

test.each([
  '',
  '0.0.0.0',
  '126.255.255.255',
  '128.0.0.1',
  '127.0.0.256',
  '127.0.0.1.example.com',
  '127.1',
  '1.127.0.0.1',
  '127.0.0.1\n',
  '2130706433',
  '::',
  '::2',
  '::1%eth0',
  '::ffff:7e00:1',
  '::ffff:8000:1',
  '::ffff:127.0.0.1.example.com',
  '::ffff:0:7f00:1',
  '::7f00:1',
  'localhost',
])('%j is not a loopback address in the form that URL produces', (address) => {
  expect(isLoopbackAddress(address)).toBe(false)
})

test.each([
  'http://localhost',
  'http://LOCALHOST:3000',
  'http://a.b.localhost',
  'http://127.0.0.1',
  'http://127.1',
  'http://2130706433',
  'http://0x7f.1',
  'http://0177.0.0.1',
  'http://127.0.0.1.',
  'http://[::1]',
  'http://[0:0:0:0:0:0:0:1]',
  'http://[::ffff:127.0.0.1]',
  'http://①②⑦.0.0.1',
])('%s refers to this machine', (url) => {
  expect(isLoopbackName(new URL(url).hostname)).toBe(true)
})

test.each([
  'http://localhost.',
  'http://a.localhost.',
  'http://localhost.example.com',
  'http://notlocalhost',
  'http://127.0.0.1.example.com',
  'http://128.0.0.1',
  'http://0.0.0.0',
  'http://2130706432.example.com',
  'http://[::]',
  'http://[::2]',
  'http://[::ffff:128.0.0.1]',
  'http://example.com',
])('%s may refer to another machine', (url) => {
  expect(isLoopbackName(new URL(url).hostname)).toBe(false)
})
